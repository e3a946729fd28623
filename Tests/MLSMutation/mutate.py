#!/usr/bin/env python3
"""Shows that every check of the MLS library is needed: without it, a test fails.

    python3 Tests/MLSMutation/mutate.py FOLDER

copies the package into FOLDER, gives every `guard`, `if` or `for` that does nothing but throw a switch that an
environment variable throws, builds the tests once, and runs the tests of the rules with one check at a time
switched off. Prints what became of each; ends with status 1 if a check can be deleted unnoticed.

A `guard` that only binds names can not be switched off, for what follows needs them; such are listed as structural.
"""
import os
import re
import shutil
import subprocess
import sys

FILES = """
Group/LeafNodeValidation.swift Group/CommittedProposal.swift Group/Transition.swift Group/Group+Process.swift
Group/Group+Join.swift Group/Group+ExternalCommit.swift Group/Group+Messages.swift Group/Welcome+Opening.swift
Tree/RatchetTree.swift Tree/RatchetTree+Validation.swift Tree/RatchetTree+ParentHash.swift
Tree/UpdatePath+TreeKEM.swift Tree/TreeKEMPrivateKeys.swift Framing/PublicMessage+Protection.swift
Framing/PrivateMessage+Protection.swift Framing/AuthenticatedContent+Signature.swift KeySchedule/SecretTree.swift
Messages/MLSMessage.swift Cryptography/KEM.swift
""".split()

SWITCH = """import Foundation

let activeMutant = Int(ProcessInfo.processInfo.environment["MUTANT"] ?? "") ?? -1

@inline(never) func mutant(_ number: Int) -> Bool { number == activeMutant }
"""

TESTS = "RuleTests|GroupTests|CodecTests"


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
    if condition.startswith("try "):
        return f"try mutant({number}) || ({condition[4:]})"
    return f"mutant({number}) || ({condition})"


def thrown(body):
    return re.search(r"throw\s+([^\n}]*)", body).group(1).strip()


def instrument(text, name, sites, structural):
    result, place = "", 0
    for match in iter(lambda: re.compile(r"^[ \t]*(guard|if|for)\b ", re.M).search(text, place), None):
        keyword, after = match.group(1), match.end()
        result += text[place:after]
        place = after
        if keyword == "guard":
            end = scan(text, after, lambda i: text.startswith("else", i) and text[i - 1] in " \n")
            body = text[end + 4 :].lstrip()
            if not re.match(r"\{\s*throw", body):
                continue
            parts = conditions(text[after:end])
            if all(re.match(r"(let|var|case)\b", part) for part in parts):
                structural.append(f"{name} {thrown(body)}")
                continue
            number = len(sites)
            result += ", ".join(
                part if re.match(r"(let|var|case)\b", part) else switchable(part, number) for part in parts
            ) + " "
            place = end
        else:
            start = scan(text, after, lambda i: text[i] == "{")
            if start < 0 or not re.match(r"\{\s*throw", text[start:]):
                continue
            body, number = text[start:], len(sites)
            end = start + 1 + scan(text[start + 1 :], 0, lambda i: text[start + 1 + i] == "}") + 1
            result += text[after:start] + f"{{ if !mutant({number}) " + text[start:end] + " }"
            place = end
        sites.append(f"{name} {thrown(body)}")
    return result + text[place:]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    folder = sys.argv[1]
    for part in ["Sources", "Tests"]:
        shutil.copytree(os.path.join(package, part), os.path.join(folder, part), dirs_exist_ok=True)
    shutil.copy(os.path.join(package, "Package.swift"), folder)
    library = os.path.join(folder, "Sources", "MLS")
    sites, structural = [], []
    for name in FILES:
        path = os.path.join(library, name)
        with open(path) as file:
            text = instrument(file.read(), name, sites, structural)
        with open(path, "w") as file:
            file.write(text)
    with open(os.path.join(library, "Mutant.swift"), "w") as file:
        file.write(SWITCH)
    options = ["-Xcc", "-O2"]
    subprocess.run(["swift", "build", "--build-tests", *options], cwd=folder, check=True)
    survivors = 0
    for number, site in enumerate(["nothing switched off"] + sites, start=-1):
        run = subprocess.run(
            ["swift", "test", "--skip-build", *options, "--filter", TESTS], cwd=folder, timeout=600,
            env={**os.environ, "MUTANT": str(number)}, capture_output=True)
        passed = run.returncode == 0
        if number < 0 and not passed:
            sys.exit("the tests fail before anything is switched off")
        survivors += passed and number >= 0
        print("SURVIVED" if passed and number >= 0 else "ok      ", site, flush=True)
    for site in structural:
        print("structural", site)
    print(f"{len(sites)} checks switched off, {survivors} unnoticed")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
