// Steps through a run: the slider, the keys, the chart and what stands beside it.

class Player {
  /**
   * `document` has the names of the parties and the rows; `onmove` is called with the number of steps after which the run is looked at;
   * `beside` stands over what the player tells of the state, `below` under the chart.
   */
  constructor(document, onmove = () => {}, beside = null, below = null) {
    this.document = document;
    this.onmove = onmove;
    this.run = null;
    this.current = 0;
    this.chart = new Chart(document.parties, (step) => this.go(step));
    this.slider = element("input", {
      type: "range", min: 0, max: 0, step: 1, value: 0, "aria-label": "Step", input: () => this.go(Number(this.slider.value)),
    });
    const button = (sign, label, shortcut, move) => element("button", {
      type: "button", class: "move", "aria-label": label, title: `${label} (${shortcut})`, click: () => this.go(move()),
    }, sign);
    this.buttons = {
      first: button("|◀", "To the start", "Home", () => 0),
      back: button("◀", "One step back", "Left arrow", () => this.current - 1),
      on: button("▶", "One step on", "Right arrow", () => this.current + 1),
      last: button("▶|", "To the end", "End", () => this.run.steps.length),
    };
    this.count = element("output", { class: "count" });
    this.headline = element("p", { class: "headline", "aria-live": "polite", id: "headline" });
    this.bar = element("div", { class: "bar", role: "group", "aria-label": "Steps of the run" },
      element("div", { class: "controls" }, this.buttons.first, this.buttons.back, this.slider, this.buttons.on, this.buttons.last, this.count),
      this.headline);
    this.panel = element("div", { class: "panel" });
    this.list = element("details", { class: "steps" }, element("summary", {}, "All steps as a list"), element("ol", {}));
    const legend = element("p", { class: "hint" },
      "A state in a solid frame is settled, one in a dashed frame is not. Thick dashed arrows: in flight. ✕: lost.");
    this.view = element("div", { class: "player" }, this.bar,
      element("div", { class: "columns" }, element("div", { class: below ? "left" : "left fixed" }, this.chart.box, legend, this.list, below),
        element("div", { class: "right" }, beside, this.panel)));
  }

  show(run, current = 0) {
    this.run = run;
    this.slider.max = run.steps.length;
    this.list.lastChild.replaceChildren(...run.steps.map((step) => element("li", {},
      element("button", { type: "button", class: "plain", "data-step": step.number, click: () => this.go(step.number) }, step.headline))));
    this.current = Math.min(Math.max(current, 0), run.steps.length);
    this.chart.show(run, this.current);
    this.refresh();
  }

  /** Looks at the run after so many steps. */
  go(step) {
    const wanted = Math.min(Math.max(step, 0), this.run.steps.length);
    if (wanted === this.current) return;
    this.current = wanted;
    this.chart.select(wanted);
    this.refresh();
    this.onmove(wanted);
  }

  refresh() {
    const { run, current } = this;
    const all = run.steps.length;
    const step = run.steps[current - 1];
    const text = step ? step.headline : "The start, before the first step";
    this.slider.value = current;
    this.slider.setAttribute("aria-valuetext", `Step ${current} of ${all}: ${text}`);
    this.count.textContent = `${current} of ${all}`;
    this.headline.replaceChildren(
      text, step?.faults ? element("span", { class: "fault" }, ` (${step.faults})`) : "",
      ...(current === all && all > 0 ? run.reasons.map((reason) => element("span", { class: "reason" }, ` ⇒ ${reason}`)) : []));
    this.buttons.first.disabled = this.buttons.back.disabled = current === 0;
    this.buttons.on.disabled = this.buttons.last.disabled = current === all;
    for (const button of this.list.querySelectorAll("button")) {
      if (Number(button.dataset.step) === current) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    }
    // What was unfolded stays so from step to step.
    const open = [...this.panel.querySelectorAll("details")].some((one) => one.open && !one.classList.contains("long"));
    this.panel.replaceChildren(...[
      partiesPanel(run, this.document.parties, current),
      flightPanel(run, this.document.parties, current),
      rowsPanel(run, this.document.rows, current),
      rehearsalPanel(run, this.document.parties, current),
    ].filter(Boolean));
    if (open) for (const one of this.panel.querySelectorAll(".rehearsal li > details")) one.open = true;
  }
}

/** Steps with the keys of the page; those that a control needs for itself are left to it. `player` says which player is shown. */
function listenToKeys(player) {
  window.addEventListener("keydown", (event) => {
    const shown = player();
    if (!shown?.run || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest?.("input, select, textarea")) return;
    const moves = { ArrowLeft: shown.current - 1, ArrowRight: shown.current + 1, Home: 0, End: shown.run.steps.length };
    if (!(event.key in moves)) return;
    event.preventDefault();
    shown.go(moves[event.key]);
  });
}
