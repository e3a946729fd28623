"""Checks a page of simulations in headless Chromium: that its styles apply, that the drawings stay in their frames, in light, in dark and on a telephone.

    python3 Tests/PagesBrowser/simulation_page.py PAGE.html [--screenshots DIRECTORY]
"""

import pathlib
import sys

from chromium import Chromium, PageError
from trace_page import check_contrast, expect

# Every text and curve of a drawing lies within its frame.
OUTSIDE = """[...document.querySelectorAll("svg.plot")].flatMap((plot) => {
  const frame = plot.getBoundingClientRect();
  return [...plot.querySelectorAll("text, path, circle")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  }).map((one) => one.textContent || one.getAttribute("class"));
})"""
# What a text of a drawing stands on: the contrast of its fill with the ground's.
DRAWN = """[...document.querySelectorAll("svg.plot")].flatMap((plot) => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map((part) => { const x = part / 255; return x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = luminance(getComputedStyle(plot.querySelector(".ground")).fill);
  const ratio = (colour) => { const x = luminance(colour); return (Math.max(x, ground) + 0.05) / (Math.min(x, ground) + 0.05); };
  return [
    ...[...plot.querySelectorAll("text, tspan")].map((one) => [ratio(getComputedStyle(one).fill), 4.5, one.textContent]),
    ...[...plot.querySelectorAll(".curve")].map((one) => [ratio(getComputedStyle(one).stroke), 3, "a curve"]),
  ].filter(([found, wanted]) => found < wanted);
})"""
WIDE = "document.documentElement.scrollWidth - innerWidth"


def main():
    arguments = sys.argv[1:]
    pictures = None
    if "--screenshots" in arguments:
        place = arguments.index("--screenshots")
        pictures = pathlib.Path(arguments[place + 1])
        pictures.mkdir(parents=True, exist_ok=True)
        del arguments[place:place + 2]
    page = pathlib.Path(arguments[0]).resolve()
    with Chromium() as browser:
        for name, width, height, scale, mobile in (("wide", 1280, 900, 1, False), ("telephone", 360, 780, 2, True)):
            for scheme in ("light", "dark"):
                browser.size(width, height, scale, mobile)
                browser.prefer(color_scheme=scheme, reduced_motion="reduce")
                browser.open(page.as_uri())
                browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
                plots = browser.run("document.querySelectorAll('svg.plot').length")
                expect(plots > 0, f"{name}, {scheme}: no drawings")
                expect(browser.run("getComputedStyle(document.body).margin") == "0px", f"{name}, {scheme}: the styles do not apply")
                check_contrast(browser, f"{name}, {scheme}")
                poor = browser.run(DRAWN)
                expect(not poor, f"{name}, {scheme}: too little contrast in a drawing: {poor[:5]}")
                outside = browser.run(OUTSIDE)
                expect(not outside, f"{name}, {scheme}: outside of its drawing: {outside[:5]}")
                wide = browser.run(WIDE)
                expect(wide <= 0, f"{name}, {scheme}: the page is {wide} pixels too wide")
                if pictures:
                    browser.run("document.querySelectorAll('details').forEach((one) => { one.open = false; })")
                    browser.screenshot(pictures / f"{name}-{scheme}.png", whole=True)
        fetched = [one for one in browser.requests if not one.startswith(("file:", "data:", "about:"))]
        expect(not fetched, f"the page fetches {fetched}")
        expect(not browser.complaints, f"the console has {browser.complaints}")
    print(f"{page.name}: {plots} drawings, in light, in dark and on a telephone; no errors")


if __name__ == "__main__":
    try:
        main()
    except PageError as error:
        sys.exit(f"simulation page: {error}")
