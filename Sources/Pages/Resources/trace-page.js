// The page of saved runs: the verdicts on one document or several, and the runs that show them.

class TracePage {
  constructor(data, root) {
    this.documents = data.documents;
    this.root = root;
    this.place = { document: 0, run: 0, step: 0 };
    listenToKeys(() => this.player);
    window.addEventListener("hashchange", () => this.follow());
    this.follow();
  }

  /** Goes where the address's fragment says: `#document=0&run=2&step=4`, all of which may be left out. */
  follow() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const number = (name, count) => {
      const value = Number.parseInt(wanted.get(name) ?? "0", 10);
      return value >= 0 && value < count ? value : 0;
    };
    const document = number("document", this.documents.length);
    const run = number("run", Math.max(1, this.documents[document].runs.length));
    this.open(document, run, number("step", Infinity));
  }

  open(document, run, step) {
    if (this.document !== this.documents[document]) this.build(document);
    this.place = { document, run, step };
    const shown = this.document.runs[run];
    this.story.hidden = !shown;
    if (shown) {
      this.describe(shown);
      this.player.show(shown, step);
      this.place.step = this.player.current;
    }
    for (const button of this.root.querySelectorAll("button[data-run]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.run) === run));
    }
    this.remember();
  }

  remember() {
    const { document, run, step } = this.place;
    history.replaceState(null, "", `#document=${document}&run=${run}&step=${step}`);
  }

  build(index) {
    const document = this.documents[index];
    this.document = document;
    this.player = new Player(document, (step) => {
      this.place.step = step;
      this.remember();
    });
    this.title = element("h2", { id: "run-title" });
    this.about = element("div", { class: "about" });
    this.story = element("section", { class: "story", "aria-labelledby": "run-title" }, this.title, this.about, this.player.view);
    this.root.replaceChildren(...[
      this.header(index),
      document.table ? this.verdicts(document.table) : null,
      document.runs.length === 0 ? element("p", { class: "quiet" }, "There is no run to show: nothing fails.") : null,
      document.runs.length > 1 || !document.table ? this.runList() : null,
      this.story,
    ].filter(Boolean));
  }

  header(index) {
    const { title, variant, draft, revision, name } = this.document;
    return element("header", {},
      element("h1", {}, `${title}, ${variant}`),
      element("p", { class: "origin" }, [draft, revision, name].filter(Boolean).join(" · ")),
      this.documents.length > 1
        ? choice("Document", this.documents.map((one, place) => [String(place), `${one.title}, ${one.variant} (${one.name})`]), String(index),
          (value) => this.open(Number(value), 0, 0))
        : null);
  }

  verdicts(table) {
    const conditions = [];
    const entry = (one) => {
      const parts = [one.run === undefined
        ? element("span", { class: `verdict ${one.tone}` }, one.text)
        : element("button", { type: "button", class: `verdict ${one.tone}`, "data-run": one.run, click: () => this.choose(one.run) }, one.text)];
      if (one.condition) {
        if (!conditions.includes(one.condition)) conditions.push(one.condition);
        parts.push(" ", element("small", {}, `when (${conditions.indexOf(one.condition) + 1})`));
      }
      return element("div", { class: "entry" }, parts);
    };
    const body = table.lines.map((line) => element("tr", {},
      element("th", { scope: "row", title: line.meaning ? plainText(line.meaning) : null }, line.property),
      line.verdicts.map((verdict) => element("td", {}, verdict ? verdict.map(entry) : "–"))));
    return element("section", { class: "verdicts", "aria-labelledby": "verdicts-title" },
      element("h2", { id: "verdicts-title" }, "Verdicts"),
      element("p", { class: "hint" }, "A verdict that is a button has a run that shows it."),
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "verdicts-title" },
        element("table", {},
          element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Property"), table.profiles.map((name) => element("th", { scope: "col" }, name)))),
          element("tbody", {}, body))),
      conditions.length === 0 ? null : element("details", { class: "conditions" },
        element("summary", {}, plural(conditions.length, "condition on the readings", "conditions on the readings")),
        element("ol", {}, conditions.map((text) => element("li", {}, text)))),
      element("details", { class: "statistics" }, element("summary", {}, "What was explored"),
        element("ul", {}, table.statistics.map((text) => element("li", {}, text)))));
  }

  runList() {
    const names = this.document.runs.map((run, index) => [String(index), `${run.titles.join(", ")} · ${run.profile} · ${plural(run.steps.length, "step", "steps")}`]);
    this.select = choice("Run", names, String(this.place.run), (value) => this.choose(Number(value)));
    return element("div", { class: "runs" }, this.select);
  }

  choose(run) {
    this.open(this.place.document, run, 0);
    this.story.scrollIntoView();
  }

  describe(run) {
    this.title.textContent = `${run.titles.join(", ")} in ${run.profile}`;
    const select = this.select?.querySelector("select");
    if (select) select.value = String(this.place.run);
    const asked = (this.document.table?.lines ?? []).filter((line) => line.meaning && run.titles.some((title) => title.startsWith(`${line.property} `)));
    this.about.replaceChildren(...[
      asked.map((line) => element("p", { class: "asked" }, element("strong", {}, line.property), " asks: ", formatted(line.meaning), ".")),
      run.reasons.length > 0 ? element("p", {}, "In the end: ", run.reasons.join("; ")) : null,
      run.readings.length > 0 ? element("p", {}, "Read as: ", run.readings.flatMap((text, index) => [index > 0 ? ", " : "", element("code", {}, text)])) : null,
      element("p", { class: "hint" }, "Step with ← and →, Home and End, the slider, or by a click into the chart."),
    ].flat().filter(Boolean));
  }
}

new TracePage(pageData(), document.getElementById("page"));
