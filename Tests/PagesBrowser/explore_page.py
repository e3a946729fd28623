"""Plays a protocol by hand in headless Chromium, as a user does.

    python3 Tests/PagesBrowser/explore_page.py LOCKSTEP MODEL [--screenshots DIRECTORY]
"""

import json
import pathlib
import random
import signal
import subprocess
import sys
import tempfile

from chromium import Chromium, PageError
from trace_page import SHOWN, check_contrast, check_keyboard, expect

OPTIONS = "[...document.querySelectorAll('.next button')]"
# The page is at rest where nothing is asked of the server, and the options belong to the step that the slider stands at.
AT_REST = "document.querySelector('.next').getAttribute('aria-busy') === 'false' && document.querySelector('.next').dataset.at === document.querySelector('input[type=range]').value"


def at(step):
    return f"{AT_REST} && document.querySelector('.next').dataset.at === '{step}'"


def check_options(browser, place):
    """What is offered, against what the server says of the same run."""
    offered = browser.run(f"{OPTIONS}.map((one) => one.childNodes[one.firstChild.nodeName === 'KBD' ? 1 : 0].textContent)")
    page = "window.explored"
    answer = browser.run(f"""fetch("position", {{ method: "POST", headers: {{ "Content-Type": "application/json" }},
      body: JSON.stringify({{ ...{page}.trace, steps: {page}.trace.steps.slice(0, {page}.player.current), cycleStart: undefined }}) }}).then((one) => one.json())""")
    expect(sorted(offered) == sorted(one["text"] for one in answer["options"]), f"{place}: offered are {offered}")
    violated = [one["name"] for one in answer["properties"] if one["status"] == "violated"]
    told = browser.run("document.querySelector('#violated').textContent")
    expect(told == (f"Violated so far: {', '.join(violated)}" if violated else "Nothing is violated so far."), f"{place}: {told}")
    return offered


def main():
    arguments = sys.argv[1:]
    pictures = None
    if "--screenshots" in arguments:
        place = arguments.index("--screenshots")
        pictures = pathlib.Path(arguments[place + 1])
        del arguments[place:place + 2]
    lockstep, model = arguments
    seed = random.randrange(1 << 32)
    dice = random.Random(seed)
    server = subprocess.Popen([lockstep, "explore", model], stdout=subprocess.PIPE, text=True)
    try:
        address = next(line.strip() for line in server.stdout if line.strip().startswith("http://"))
        with Chromium() as browser, tempfile.TemporaryDirectory() as scratch:
            browser.size(1280, 900)
            browser.prefer(color_scheme="light", reduced_motion="reduce")
            browser.open(address)
            browser.wait(at(0))
            # A random walk by the buttons and the digits.
            for step in range(1, 13):
                offered = check_options(browser, f"seed {seed}, step {step}")
                index = dice.randrange(len(offered))
                if index < 9 and dice.random() < 0.5:
                    browser.digit(index + 1)
                else:
                    browser.run(f"{OPTIONS}[{index}].click()")
                browser.wait(at(step))
                headline = browser.run("document.querySelector('#headline').textContent")
                expect(headline.startswith(offered[index]), f"seed {seed}, step {step}: chosen is {offered[index]}, shown {headline}")
            # Back and forward keep the run; another choice gives up what came after.
            for step in range(11, 5, -1):
                browser.arrow_left()
                browser.wait(at(step))
                check_options(browser, f"seed {seed}, back at {step}")
            expect(browser.run(SHOWN)["count"] == "6 of 12", "going back keeps the run")
            browser.end()
            browser.wait(at(12))
            browser.run("window.explored.player.go(6)")
            browser.wait(at(6))
            browser.run(f"{OPTIONS}[{dice.randrange(len(check_options(browser, f'seed {seed}')))}].click()")
            browser.wait(at(7))
            expect(browser.run(SHOWN)["count"] in ("7 of 7", "7 of 12"), "a choice goes on from where one is")
            # Save, replay with the command line, load again.
            browser.run("window.made = []; const make = URL.createObjectURL; URL.createObjectURL = (blob) => { window.made.push(blob); return make(blob); };")
            browser.run("[...document.querySelectorAll('button')].find((one) => one.textContent === 'Save the run').click()")
            text = browser.run("window.made[0].text()")
            saved = pathlib.Path(scratch) / "run.json"
            saved.write_text(text, encoding="utf-8")
            replay = subprocess.run([lockstep, "replay", str(saved), "--model", model], capture_output=True, text=True)
            expect(replay.returncode == 0, f"seed {seed}: the saved run does not replay: {replay.stderr}")
            browser.run("[...document.querySelectorAll('button')].find((one) => one.textContent === 'Start anew').click()")
            browser.wait(at(0))

            def load(path):
                node = browser.call("Runtime.evaluate", {"expression": "document.querySelector('input[type=file]')"})["result"]["objectId"]
                browser.call("DOM.setFileInputFiles", {"files": [str(path)], "objectId": node})

            load(saved)
            count = len(json.loads(text)["steps"])
            browser.wait(at(count))
            # A file that is no run says so, and the run stays.
            wrong = pathlib.Path(scratch) / "wrong.json"
            wrong.write_text('{"format": 1}', encoding="utf-8")
            load(wrong)
            browser.wait("document.querySelector('.message').textContent.includes('missing')")
            expect(browser.run(SHOWN)["count"] == f"{count} of {count}", "a bad file leaves the run alone")
            # The refusal is also in the console, as the browser's own line on the status 400.
            browser.complaints = [one for one in browser.complaints if "400" not in one]
            # A jump to each counterexample.
            browser.wait("document.querySelector('.search .found') !== null")
            found = browser.run("[...document.querySelectorAll('.search .found')].map((one) => one.dataset.property)")
            for index, name in enumerate(found):
                length = browser.run(f"parseInt(document.querySelectorAll('.search .found')[{index}].textContent.match(/(\\d+) steps?/)[1], 10)")
                browser.run(f"document.querySelectorAll('.search .found')[{index}].click()")
                browser.wait(at(length))
                check_options(browser, f"the counterexample to {name}")
                status = browser.run(f"document.querySelector('.states li[data-property=\"{name}\"]').dataset.status")
                expect(status in ("violated", "reached", "of runs"), f"{name} is {status} at the end of its counterexample")
                if status == "of runs":
                    browser.run(f"document.querySelector('.states li[data-property=\"{name}\"] button').click()")
                    browser.wait(f"document.querySelector('.states li[data-property=\"{name}\"] .verdict-now').textContent !== ''")
            # Another network.
            profiles = browser.run("[...document.querySelector('.settings select').options].map((one) => one.value)")
            for name in profiles:
                browser.run(f"{{ const one = document.querySelector('.settings select'); one.value = '{name}'; one.dispatchEvent(new Event('change')); }}")
                browser.wait(f"window.explored.trace.profile === '{name}' && {AT_REST}")
                check_options(browser, f"in {name}")
            browser.complaints = [one for one in browser.complaints if "400" not in one]
            check_keyboard(browser)
            for scheme in ("light", "dark"):
                browser.prefer(color_scheme=scheme, reduced_motion="reduce")
                check_contrast(browser, scheme)
            if pictures:
                pictures.mkdir(parents=True, exist_ok=True)
                for name, scheme, width, height, mobile in (("light", "light", 1280, 900, False), ("dark", "dark", 1280, 900, False),
                                                            ("phone", "light", 360, 780, True)):
                    browser.prefer(color_scheme=scheme, reduced_motion="reduce")
                    browser.size(width, height, 2 if mobile else 1, mobile)
                    browser.open(address)
                    browser.wait(f"{AT_REST} && document.querySelector('.search .found') !== null")
                    browser.run("document.querySelector('.search .found').click()")
                    browser.wait(f"{AT_REST} && window.explored.trace.steps.length > 0")
                    browser.run("scrollTo(0, 0)")
                    browser.screenshot(pictures / f"{name}.png")
                    browser.screenshot(pictures / f"{name}-whole.png", whole=True)
            browser.size(360, 780, 2, True)
            expect(browser.run(SHOWN)["wide"] <= 0, "the page is wider than a telephone")
            foreign = [one for one in browser.requests if not one.startswith((address, "data:", "about:", "blob:"))]
            expect(not foreign, f"the page fetches {foreign}")
            expect(not browser.complaints, f"the console has {browser.complaints}")
        server.send_signal(signal.SIGINT)
        status = server.wait(timeout=30)
        expect(status == 0, f"Ctrl-C ends lockstep explore with {status}")
    finally:
        if server.poll() is None:
            server.kill()
    print(f"{pathlib.Path(model).name}: played by hand, saved, replayed, loaded; {len(found)} counterexamples jumped to; no errors")


if __name__ == "__main__":
    try:
        main()
    except PageError as error:
        sys.exit(f"explore page: {error}")
