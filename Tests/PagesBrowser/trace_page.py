"""Checks a page of runs in headless Chromium, step by step, against the data that is in it.

    python3 Tests/PagesBrowser/trace_page.py PAGE.html [--screenshots DIRECTORY]
"""

import json
import pathlib
import re
import sys

from chromium import Chromium, PageError

# What the page shows, read from its elements.
SHOWN = """(() => {
  const text = (node) => node === null ? null : node.textContent;
  return {
    headline: text(document.querySelector("#headline")),
    count: text(document.querySelector(".count")),
    slider: document.querySelector("input[type=range]").value,
    parties: [...document.querySelectorAll("table.party")].map((table) => ({
      name: text(table.caption),
      lines: [...table.querySelectorAll("tr")].map((line) => ({
        name: text(line.querySelector("th")), value: text(line.querySelector(".value")), changed: line.classList.contains("changed"),
        was: text(line.querySelector(".was")) })) })),
    flight: [...document.querySelectorAll(".flight li")].map((one) => Number(one.dataset.message)),
    flightText: [...document.querySelectorAll(".flight li")].map(text),
    rows: [...document.querySelectorAll(".rows article")].map((row) => ({ name: row.dataset.row,
      terms: [...row.querySelectorAll("dt")].map(text), values: [...row.querySelectorAll("dd")].map(text),
      passages: [...row.querySelectorAll("blockquote")].map(text) })),
    operations: [...document.querySelectorAll(".rehearsal > ul > li")].map((one) => ({
      fields: [...one.querySelectorAll(":scope > details > dl > dt")].map(text),
      values: [...one.querySelectorAll(":scope > details > dl > dd")].map((value) => text(value.querySelector(":scope > code, :scope > details > code"))) })),
    present: [...document.querySelectorAll(".chart .band.present")].map((band) => Number(band.dataset.step)),
    future: document.querySelectorAll(".chart .band.future").length,
    bands: document.querySelectorAll(".chart .band").length,
    flying: [...document.querySelectorAll(".chart .arrow.present")].map((arrow) => Number(arrow.dataset.message)),
    hash: location.hash,
    title: text(document.querySelector("#run-title")),
    wide: document.documentElement.scrollWidth - innerWidth,
  };
})()"""


def expect(condition, what):
    if not condition:
        raise PageError(what)


def plain(text):
    return text.replace("`", "")


def state_text(party):
    return party["state"] + (" (settled)" if party["isSettled"] else "")


def check_step(document, run, step, shown, place):
    """Compares what is shown after `step` steps with the data."""
    steps = run["steps"]
    now = steps[step - 1]["parties"] if step else run["initial"]
    before = steps[step - 2]["parties"] if step > 1 else run["initial"]
    expect(shown["count"] == f"{step} of {len(steps)}", f"{place}: the count is {shown['count']}")
    expect(shown["slider"] == str(step), f"{place}: the slider stands at {shown['slider']}")
    expect(shown["headline"].startswith(steps[step - 1]["headline"] if step else "The start"), f"{place}: the headline is {shown['headline']}")
    if step == len(steps):
        for reason in run["reasons"]:
            expect(reason in shown["headline"], f"{place}: the reason is not told")
    expect([one["name"] for one in shown["parties"]] == document["parties"], f"{place}: the parties")
    for index, party in enumerate(now):
        lines = [("state", state_text(party), state_text(before[index]))]
        lines += [(new["name"], new["value"], old["value"]) for new, old in zip(party["variables"], before[index]["variables"])]
        expected = [{"name": name, "value": value, "changed": value != old, "was": None if value == old else f"changed, was {old}"}
                    for name, value, old in lines]
        expect(shown["parties"][index]["lines"] == expected, f"{place}: {document['parties'][index]} is shown as {shown['parties'][index]['lines']}")
    flight = steps[step - 1]["flight"] if step else []
    expect(shown["flight"] == [one["message"] for one in flight], f"{place}: in flight are {shown['flight']}")
    expect(shown["flightText"] == [f"{one['text']} to {document['parties'][one['to']]}" for one in flight], f"{place}: {shown['flightText']}")
    expect(sorted(set(shown["flying"])) == sorted(set(shown["flight"])), f"{place}: the chart has {shown['flying']} in flight")
    expect(shown["bands"] == len(steps), f"{place}: {shown['bands']} bands")
    expect(shown["present"] == ([step] if step else []), f"{place}: the present step in the chart is {shown['present']}")
    expect(shown["future"] == len(steps) - step, f"{place}: {shown['future']} steps to come")
    rows = steps[step - 1]["rows"] if step else []
    expect([row["name"] for row in shown["rows"]] == rows, f"{place}: the rows {shown['rows']}")
    for row in shown["rows"]:
        cells = [cell for cell in document["rows"][row["name"]]["cells"] if cell["heading"] != "Row"]
        expect(row["terms"] == [cell["heading"] for cell in cells], f"{place}: {row['terms']}")
        expect(row["values"] == [plain(cell["text"]) for cell in cells], f"{place}: {row['values']}")
        expect(row["passages"] == [plain(one) for one in document["rows"][row["name"]]["passages"]], f"{place}: {row['passages']}")
    operations = (steps[step - 1].get("operations") if step else run["begin"]) or []
    expect(len(shown["operations"]) == len(operations), f"{place}: {len(shown['operations'])} operations")
    for operation, item in zip(operations, shown["operations"]):
        fields = [(one["name"], one["value"] or "(empty)") for one in operation.get("fields", [])]
        if "wire" in operation:
            fields.append(("on the wire", operation["wire"]))
        expect(list(zip(item["fields"], item["values"])) == fields, f"{place}: the fields {item}")
    expect(shown["wide"] <= 0, f"{place}: the page is {shown['wide']} pixels too wide")


def check_run(browser, document, documents, run, runs):
    """Steps through a run with the keys, forth and back."""
    one = document["runs"][run]
    place = f"document {documents}, run {run}"
    browser.home()
    for step in range(len(one["steps"]) + 1):
        if step:
            browser.arrow_right()
        shown = browser.run(SHOWN)
        check_step(document, one, step, shown, f"{place}, step {step}")
        expect(shown["hash"] == f"#document={documents}&run={run}&step={step}", f"{place}: the address has {shown['hash']}")
        for title in one["titles"]:
            expect(title in shown["title"], f"{place}: the title is {shown['title']}")
    browser.arrow_right()
    check_step(document, one, len(one["steps"]), browser.run(SHOWN), f"{place}, beyond the end")
    browser.arrow_left()
    check_step(document, one, max(0, len(one["steps"]) - 1), browser.run(SHOWN), f"{place}, one back")
    browser.end()
    check_step(document, one, len(one["steps"]), browser.run(SHOWN), f"{place}, at the end")


def check_keyboard(browser):
    """Everything can be reached with the Tab key, has a name, and shows that it has the focus."""
    browser.run("document.activeElement.blur(); scrollTo(0, 0)")
    count = browser.run("[...document.querySelectorAll('button:enabled, select, input, summary, [tabindex=\"0\"]')]"
                        ".filter((one) => one.checkVisibility()).length")
    reached = 0
    for _ in range(count):
        browser.tab()
        focus = browser.run("""(() => { const one = document.activeElement; const style = getComputedStyle(one);
          return { tag: one.tagName, name: one.getAttribute("aria-label") || one.getAttribute("aria-labelledby") || one.labels?.[0]?.textContent || one.textContent,
            outline: style.outlineStyle, width: parseFloat(style.outlineWidth) }; })()""")
        if focus["tag"] == "BODY":
            break
        reached += 1
        expect(focus["name"].strip() != "", f"{focus['tag']} has no name")
        expect(focus["outline"] != "none" and focus["width"] >= 2, f"the focus on {focus['tag']} {focus['name'][:40]} cannot be seen")
    expect(reached >= count, f"{reached} of {count} controls can be reached with the Tab key")


def check_contrast(browser, place):
    """Text stands out from its ground by 4.5 to 1 at least (WCAG 2.2, success criterion 1.4.3)."""
    poor = browser.run("""(() => {
      const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
      const light = (colour) => { const [r, g, b] = numbers(colour).map((x) => x / 255).map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const ground = (node) => { for (let one = node; one; one = one.parentElement) {
        const colour = getComputedStyle(one).backgroundColor; if ((numbers(colour)[3] ?? 1) > 0) return colour; } return "rgb(255, 255, 255)"; };
      const poor = [];
      for (const node of document.querySelectorAll("main *:not(svg *)")) {
        if (![...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()) || node.closest(":disabled, .hidden")) continue;
        const [a, b] = [light(getComputedStyle(node).color), light(ground(node))].sort((x, y) => y - x);
        if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(`${node.tagName}.${node.className} ${node.textContent.slice(0, 30)}: ${((a + 0.05) / (b + 0.05)).toFixed(2)}`);
      }
      return poor; })()""")
    expect(not poor, f"{place}: too little contrast: {poor[:5]}")


def screenshots(browser, address, directory):
    directory.mkdir(parents=True, exist_ok=True)
    for name, scheme, width, height, mobile in (("light", "light", 1280, 900, False), ("dark", "dark", 1280, 900, False),
                                                ("phone", "light", 360, 780, True), ("phone-dark", "dark", 360, 780, True)):
        browser.prefer(color_scheme=scheme, reduced_motion="reduce")
        browser.size(width, height, 2 if mobile else 1, mobile)
        browser.open(address)
        browser.run("document.querySelector('.story').scrollIntoView()")
        browser.screenshot(directory / f"{name}.png")
        browser.screenshot(directory / f"{name}-whole.png", whole=True)


def main():
    arguments = sys.argv[1:]
    pictures = None
    if "--screenshots" in arguments:
        place = arguments.index("--screenshots")
        pictures = pathlib.Path(arguments[place + 1])
        del arguments[place:place + 2]
    page = pathlib.Path(arguments[0]).resolve()
    html = page.read_text(encoding="utf-8")
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S).group(1))
    steps = 0
    with Chromium() as browser:
        browser.size(1280, 900)
        browser.prefer(color_scheme="light", reduced_motion="reduce")
        for documents, document in enumerate(data["documents"]):
            for run in range(len(document["runs"])):
                browser.open(f"{page.as_uri()}#document={documents}&run={run}")
                check_run(browser, document, documents, run, len(document["runs"]))
                steps += len(document["runs"][run]["steps"])
        # The table of verdicts leads to its runs.
        browser.open(page.as_uri())
        buttons = browser.run("[...document.querySelectorAll('.verdicts button[data-run]')].map((one) => Number(one.dataset.run))")
        table = data["documents"][0].get("table")
        entries = [entry["run"] for line in (table or {"lines": []})["lines"] for cell in line["verdicts"] if cell for entry in cell if "run" in entry]
        expect(buttons == entries, f"the table leads to the runs {buttons}, the data to {entries}")
        for index, run in enumerate(buttons):
            browser.run(f"document.querySelectorAll('.verdicts button[data-run]')[{index}].click()")
            check_step(data["documents"][0], data["documents"][0]["runs"][run], 0, browser.run(SHOWN), f"run {run} from the table")
        # A click into the chart goes to the step.
        run = data["documents"][0]["runs"][buttons[-1] if buttons else 0]
        browser.run("document.querySelector('.chart .band[data-step=\"1\"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
        check_step(data["documents"][0], run, 1, browser.run(SHOWN), "a click into the chart")
        check_keyboard(browser)
        for scheme in ("light", "dark"):
            browser.prefer(color_scheme=scheme, reduced_motion="reduce")
            browser.end()
            browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            check_contrast(browser, scheme)
        # On a telephone nothing is cut off at the side.
        browser.size(360, 780, 2, True)
        for step in range(len(run["steps"]) + 1):
            browser.run(f"location.hash = '#run={buttons[-1] if buttons else 0}&step={step}'")
            browser.wait(f"document.querySelector('input[type=range]').value === '{step}'")
            check_step(data["documents"][0], run, step, browser.run(SHOWN), f"on a telephone, step {step}")
        if pictures:
            screenshots(browser, f"{page.as_uri()}#run=1&step=6", pictures)
        fetched = [one for one in browser.requests if not one.startswith(("file:", "data:", "about:"))]
        expect(not fetched, f"the page fetches {fetched}")
        expect(not browser.complaints, f"the console has {browser.complaints}")
    runs = sum(len(document["runs"]) for document in data["documents"])
    print(f"{page.name}: {runs} runs, {steps} steps: every one is shown as the data says, with the keys and on a telephone; no errors")


if __name__ == "__main__":
    try:
        main()
    except PageError as error:
        sys.exit(f"trace page: {error}")
