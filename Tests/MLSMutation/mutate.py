#!/usr/bin/env python3
"""Shows that every check of the MLS library is needed: without it, a test fails.

    python3 Tests/MLSMutation/mutate.py FOLDER [--only TEXT]

copies the library and its tests into FOLDER, gives every check a switch that an environment variable throws, builds
the tests once, and runs the tests of the rules with one check at a time switched off. `--only` runs those whose
name contains TEXT. Status 1 if a check can be deleted unnoticed and `explained.py` has no reason for it.

A check is a `guard`, `if` or `for` that does nothing but throw or answer `false`, or an unconditional `throw` for a case
that is never allowed. Of a `guard` with several conditions each is a check. A `guard` that only binds names can not be switched
off, for what follows needs them; instead its refusal is made a crash, which shows whether a test gets there.

A test run that crashes or that takes five times the processor time of the run in which nothing is switched off
counts as failed. Processor time, so that a machine busy with other things makes no mutant look hung.
"""
import argparse
import glob
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

from explained import EXPLAINED

# The cases that are refused whatever is in them, and after whose `throw` the code would simply go on.
NEVER_ALLOWED = {
    "Group/CommittedProposal.swift": [".externalInitByMember", ".proposalTypeInExternalCommit"],
    "Group/Group+Propose.swift": ["GroupError.proposalNotAllowed"],
}

# The package without the targets that have nothing to do with the library.
MANIFEST = """// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "lockstep",
    dependencies: [
        {dependency}
    ],
    targets: [
        .target(name: "MLS", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "MLSVectors", dependencies: ["MLS"]),
        .testTarget(name: "MLSTests", dependencies: ["MLS", "MLSVectors"]),
    ],
    swiftLanguageModes: [.v6]
)
"""

SWITCH = """import Foundation

let activeMutant = Int(ProcessInfo.processInfo.environment["MUTANT"] ?? "") ?? -1

@inline(never) func mutant(_ number: Int) -> Bool { number == activeMutant }
"""

BUILD = "swift build -c release -Xswiftc -enable-testing --build-tests".split()
TESTS = "RuleTests|GroupTests|CodecTests|SecretTests"
# Seconds of wall clock after which even a run that waits for nothing is over.
PATIENCE = 600

CHECK = re.compile(r"^[ \t]*(?:(?:case\b[^\n]*|default): )?(guard|if|for|throw)\b", re.M)
REFUSAL = re.compile(r"\{\s*(throw|return false)\b")
BINDING = re.compile(r"(let|var|case)\b")


def scan(text, start, stop):
    """The first place from `start` on, outside of brackets, where `stop` holds."""
    depth = 0
    for index in range(start, len(text)):
        if depth == 0 and stop(index):
            return index
        if text[index] in "([{":
            depth += 1
        elif text[index] in ")]}":
            depth -= 1
    return -1


def conditions(text):
    parts, depth, current = [], 0, ""
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += character
    return parts + [current.strip()]


def switchable(condition, number):
    """The condition comes first, so that what it does besides (`insert` into a set) is done all the same."""
    if condition.startswith("try "):
        return f"try ({condition[4:]}) || mutant({number})"
    return f"({condition}) || mutant({number})"


def thrown(body):
    return re.search(r"(?:throw\s+|(?=return false))([^\n}]*)", body).group(1).strip()


def instrument(text, name, sites, structural):
    result, place = "", 0

    def new_site(body, detail=""):
        error = f"{name} {thrown(body)}{detail}"
        count = sum(site == error or site.startswith(error + " #") for site in sites)
        sites.append(f"{error} #{count + 1}" if count else error)
        return len(sites) - 1

    for match in iter(lambda: CHECK.search(text, place), None):
        keyword, after = match.group(1), match.end()
        if keyword == "throw":
            line = text[match.start(1) : text.index("\n", after)]
            allowed = NEVER_ALLOWED.get(name, [])
            in_case = text[: match.start(1)].rstrip().endswith(":")
            if in_case and any(line[len("throw ") :].startswith(error) for error in allowed):
                result += text[place : match.start(1)] + f"if !mutant({new_site(line)}) {{ {line} }}"
                place = match.start(1) + len(line)
            else:
                result += text[place:after]
                place = after
            continue
        result += text[place:after]
        place = after
        if keyword == "guard":
            end = scan(text, after, lambda i: text.startswith("else", i) and text[i - 1] in " \n")
            body = text[end + 4 :].lstrip()
            if not REFUSAL.match(body):
                continue
            parts = conditions(text[after:end])
            checks = [part for part in parts if not BINDING.match(part)]
            if not checks:
                brace = text.index("{", end) + 1
                structural.add(number := new_site(body))
                result += text[after:brace] + f" if mutant({number}) {{ fatalError() }};"
                place = brace
                continue
            switched = []
            for part in parts:
                if BINDING.match(part):
                    switched.append(part)
                else:
                    detail = f" unless {' '.join(part.split())}" if len(checks) > 1 else ""
                    switched.append(switchable(part, new_site(body, detail)))
            result += " " + ", ".join(switched) + " "
            place = end
        else:
            start = scan(text, after, lambda i: text[i] == "{")
            if start < 0 or not REFUSAL.match(text[start:]):
                continue
            body = text[start:]
            end = start + 1 + scan(text[start + 1 :], 0, lambda i: text[start + 1 + i] == "}") + 1
            result += text[after:start] + f"{{ if !mutant({new_site(body)}) " + text[start:end] + " }"
            place = end
    return result + text[place:]


def prepare(folder):
    """Copies and instruments the package; returns the names of the checks, and the places of those that only crash."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    for part in ["Sources/MLS", "Sources/MLSVectors", "Tests/MLSTests"]:
        target = os.path.join(folder, part)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(os.path.join(package, part), target)
    with open(os.path.join(package, "Package.swift")) as file:
        dependency = next(line.strip() for line in file if ".package(" in line and "swift-crypto" in line)
    with open(os.path.join(folder, "Package.swift"), "w") as file:
        file.write(MANIFEST.replace("{dependency}", dependency))
    library = os.path.join(folder, "Sources", "MLS")
    sites, structural = [], set()
    for path in sorted(glob.glob(os.path.join(library, "*", "*.swift"))):
        with open(path) as file:
            text = instrument(file.read(), os.path.relpath(path, library), sites, structural)
        with open(path, "w") as file:
            file.write(text)
    with open(os.path.join(library, "Mutant.swift"), "w") as file:
        file.write(SWITCH)
    return sites, structural


def run(binary, folder, number, seconds):
    """Runs the tests with a limit of processor time; returns what became of them, and the time they took."""

    def limit():
        if seconds:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))

    process = subprocess.Popen(
        [binary, "--testing-library", "swift-testing", "--filter", TESTS], cwd=folder, preexec_fn=limit,
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "MUTANT": str(number), "SWIFT_BACKTRACE": "enable=no"})
    deadline = time.monotonic() + PATIENCE
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        if time.monotonic() > deadline:
            os.killpg(process.pid, signal.SIGKILL)
            _, _, usage = os.wait4(process.pid, 0)
            status = signal.SIGXCPU
            break
        time.sleep(0.02)
    process.returncode = status
    spent = usage.ru_utime + usage.ru_stime
    if os.WIFEXITED(status):
        return ("passed" if os.WEXITSTATUS(status) == 0 else "failed"), spent
    hung = os.WTERMSIG(status) == signal.SIGXCPU or (seconds and spent >= seconds)
    return ("hung" if hung else "crashed"), spent


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", metavar="FOLDER")
    options.add_argument("--only", metavar="TEXT", default="")
    arguments = options.parse_args()
    folder = os.path.abspath(arguments.folder)
    os.makedirs(folder, exist_ok=True)
    sites, structural = prepare(folder)
    subprocess.run(BUILD, cwd=folder, check=True)
    binary = glob.glob(os.path.join(folder, ".build", "release", "*.xctest"))[0]
    outcome, spent = run(binary, folder, -1, None)
    if outcome != "passed":
        sys.exit(f"the tests have {outcome} before anything is switched off")
    limit = int(5 * spent) + 1
    print(f"nothing switched off: passed after {spent:.1f} s of processor time, the limit is {limit} s", flush=True)
    kinds = ["failed", "crashed", "hung", "explained", "SURVIVED"]
    switched, bindings = dict.fromkeys(kinds, 0), dict.fromkeys(kinds, 0)
    for number, site in enumerate(sites):
        if arguments.only not in site:
            continue
        outcome, _ = run(binary, folder, number, limit)
        if outcome == "passed":
            outcome = "explained" if site in EXPLAINED else "SURVIVED"
        (bindings if number in structural else switched)[outcome] += 1
        label = {"failed": "ok", "crashed": "ok (crashed)", "hung": "ok (hung)"}.get(outcome, outcome)
        if number in structural:
            label = {"crashed": "ok (reached)", "SURVIVED": "UNREACHED"}.get(outcome, outcome)
        print(f"{label:<12} {site}" + (f": {EXPLAINED[site]}" if outcome == "explained" else ""), flush=True)
    for name in sorted(set(EXPLAINED) - set(sites)):
        print(f"{'stale':<12} {name}: there is no such check any more")
    noticed = switched["failed"] + switched["crashed"] + switched["hung"]
    print(
        f"{sum(switched.values())} checks switched off: {noticed} noticed"
        f" (of which {switched['crashed']} crashed, {switched['hung']} hung),"
        f" {switched['explained']} explained, {switched['SURVIVED']} unnoticed\n"
        f"{sum(bindings.values())} that only bind: {bindings['crashed']} reached,"
        f" {bindings['explained']} explained, {bindings['SURVIVED']} unreached")
    sys.exit(1 if switched["SURVIVED"] or bindings["SURVIVED"] or set(EXPLAINED) - set(sites) else 0)


if __name__ == "__main__":
    main()
