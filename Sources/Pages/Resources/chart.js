// The sequence chart: a lifeline for each party, a band for each step, an arrow for each message.

const chartMeasures = {
  /** Where lifelines begin, and how far from the edges the outer ones stand. */
  head: 62,
  margin: 66,
  /** The least distance between two lifelines. */
  gap: 128,
  /** The height of a line of text, and the width of a letter in it, which is estimated. */
  line: 15,
  letter: 6.3,
};

/** The places of everything in the chart of a run, by the width that there is. */
function chartLayout(run, parties, available) {
  const { head, margin, gap, line } = chartMeasures;
  const width = Math.max(available, 2 * margin + gap * (parties.length - 1));
  const step = parties.length > 1 ? (width - 2 * margin) / (parties.length - 1) : 0;
  const columns = parties.map((_, index) => (parties.length > 1 ? margin + index * step : width / 2));
  let top = head;
  const bands = run.steps.map((one, index) => {
    // A copy has the message, and the sending, of its original.
    const sent = run.arrows.filter((arrow, place) => arrow.sent === one.number
      && run.arrows.findIndex((other) => other.message === arrow.message) === place);
    const before = index > 0 ? run.steps[index - 1].parties : run.initial;
    const changed = parties.map((_, party) => party).filter((party) => before[party].state !== one.parties[party].state);
    const labels = sent.reduce((height, arrow) => height + (arrow.seal ? 2 : 1) * line - 1, 0);
    const dot = top + 30 + labels;
    const band = { number: one.number, top, dot, sent, changed, height: dot - top + (changed.length > 0 ? 38 : 16) };
    top += band.height;
    return band;
  });
  return { width, height: top + 18, columns, bands };
}

class Chart {
  /** `onselect` is called with the number of a step that is clicked. */
  constructor(parties, onselect) {
    this.parties = parties;
    this.onselect = onselect;
    this.box = element("div", { class: "chart", tabindex: "0", role: "region", "aria-label": "Sequence chart" });
    this.run = null;
    this.current = 0;
    this.width = 0;
    new ResizeObserver(() => {
      if (this.run && this.box.clientWidth > 0 && this.box.clientWidth !== this.width) this.draw();
    }).observe(this.box);
  }

  show(run, current) {
    this.run = run;
    this.current = current;
    this.draw();
  }

  draw() {
    this.width = this.box.clientWidth || 360;
    const layout = chartLayout(this.run, this.parties, this.width);
    this.layout = layout;
    this.marks = [];
    const drawing = shape("svg", {
      width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}`, role: "img",
      "aria-label": `Sequence chart of ${plural(this.run.steps.length, "step", "steps")} between ${this.parties.join(" and ")}. `
        + "The list of all steps says the same in words.",
    });
    drawing.append(...layout.bands.map((band) => this.background(band)));
    drawing.append(...layout.columns.map((x) =>
      shape("line", { class: "lifeline", x1: x, x2: x, y1: chartMeasures.head - 6, y2: layout.height - 6 })));
    drawing.append(...this.breaks());
    drawing.append(...this.run.arrows.flatMap((arrow) => this.arrow(arrow)));
    drawing.append(...layout.columns.flatMap((x, party) => [
      shape("text", { class: "party", x, y: 20, "text-anchor": "middle" }, this.parties[party]),
      this.chip(x, 40, this.run.initial[party]),
    ]));
    drawing.append(...layout.bands.flatMap((band) => this.content(band)));
    drawing.append(...this.cycle());
    this.box.replaceChildren(drawing);
    this.select(this.current);
  }

  /** Marks what belongs to the past, the present and the future of a state. */
  select(current) {
    this.current = current;
    for (const { node, from, to } of this.marks) {
      node.classList.toggle("future", from > current);
      node.classList.toggle("present", to === undefined ? from === current : from <= current && current < to);
    }
    const band = this.layout?.bands[current - 1];
    if (this.box.scrollHeight <= this.box.clientHeight) return;
    const top = band ? band.top : 0;
    const bottom = band ? band.top + band.height : chartMeasures.head;
    // The box is scrolled, and not the page under the reader's eyes.
    if (top < this.box.scrollTop) this.box.scrollTop = top - 8;
    if (bottom > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = bottom + 8 - this.box.clientHeight;
  }

  mark(node, from, to) {
    this.marks.push({ node, from, to });
    return node;
  }

  background(band) {
    return this.mark(
      shape("rect", {
        class: "band", x: 0, y: band.top, width: this.layout.width, height: band.height, "data-step": band.number,
        click: () => this.onselect(band.number),
      }),
      band.number,
    );
  }

  /** What stands in a band over the lines: who does what, what is sent, which state it leads to. */
  content(band) {
    const step = this.run.steps[band.number - 1];
    const rows = step.rows.length > 0 ? ` [${step.rows.join(", ")}]` : "";
    const letters = Math.floor((this.layout.width - 40) / chartMeasures.letter);
    const text = `${band.number}. ${shortened(step.brief, letters - rows.length)}${rows}`;
    const nodes = [
      shape("text", { class: step.faults ? "brief fault" : "brief", x: 12, y: band.top + 17 }, text, shape("title", {}, step.headline)),
    ];
    for (const actor of step.actors) {
      nodes.push(shape("circle", { class: "dot", cx: this.layout.columns[actor], cy: band.dot, r: 3.5 }));
    }
    let y = band.top + 19;
    for (const arrow of band.sent) {
      const isRightward = this.layout.columns[arrow.to] > this.layout.columns[arrow.from];
      const x = this.layout.columns[arrow.from] + (isRightward ? 8 : -8);
      const room = isRightward ? this.layout.width - x : x;
      const fits = Math.floor((room - 6) / chartMeasures.letter);
      const place = { x, "text-anchor": isRightward ? "start" : "end" };
      y += chartMeasures.line - 1;
      nodes.push(shape("text", { class: "label", y, ...place }, shortened(arrow.label, fits), shape("title", {}, arrow.label)));
      if (arrow.seal) {
        y += chartMeasures.line - 2;
        nodes.push(shape("text", { class: "seal", y, ...place }, shortened(`sealed with ${arrow.seal}`, fits)));
      }
    }
    for (const party of band.changed) nodes.push(this.chip(this.layout.columns[party], band.dot + 17, step.parties[party]));
    return [this.mark(shape("g", { class: "content" }, nodes), band.number)];
  }

  /** A control state on a lifeline. */
  chip(x, y, party) {
    const width = party.state.length * chartMeasures.letter + 18;
    const left = Math.min(Math.max(x - width / 2, 2), this.layout.width - width - 2);
    return shape("g", { class: party.isSettled ? "chip settled" : "chip" },
      shape("rect", { x: left, y: y - 10, width, height: 20, rx: 10 }),
      shape("text", { x: left + width / 2, y: y + 4, "text-anchor": "middle" }, party.state));
  }

  arrow(arrow) {
    const { columns, bands, height } = this.layout;
    const start = { x: columns[arrow.from], y: bands[arrow.sent - 1].dot };
    const target = columns[arrow.to];
    const arrives = arrow.fate === "delivered" || arrow.fate === "copied";
    const middle = { x: (start.x + target) / 2, y: arrow.end ? bands[arrow.end - 1].dot : height - 8 };
    if (arrow.fate === "lost at once") middle.y = start.y + 8;
    const end = arrives ? { x: target, y: middle.y } : middle;
    const group = shape("g", { class: `arrow ${(arrow.fate ?? "flying").replaceAll(" ", "-")}`, "data-message": arrow.message },
      shape("line", { x1: start.x, y1: start.y, x2: end.x, y2: end.y }),
      arrives || !arrow.fate ? arrowhead(start, end) : arrow.fate === "merged" ? null : cross(end));
    return [this.mark(group, arrow.sent, arrow.end ?? Infinity)];
  }

  /** Where connections break. */
  breaks() {
    return this.layout.bands.flatMap((band) => {
      const between = this.run.steps[band.number - 1].between;
      if (!between) return [];
      const [a, b] = between.map((party) => this.layout.columns[party]);
      return [this.mark(
        shape("g", { class: "break" }, shape("line", { x1: a, y1: band.dot, x2: b, y2: band.dot }), cross({ x: (a + b) / 2, y: band.dot })),
        band.number)];
    });
  }

  /** The steps that can be repeated for ever. */
  cycle() {
    const start = this.run.cycleStart;
    if (start === undefined || start >= this.run.steps.length) return [];
    const top = this.layout.bands[start].top + 3;
    const bottom = this.layout.height - 20;
    return [shape("g", { class: "cycle" },
      shape("path", { d: `M 9 ${top} H 4 V ${bottom} H 9` }),
      shape("text", { x: 12, y: bottom + 12 }, "↺ these steps can be repeated for ever"))];
  }
}

function arrowhead(start, end) {
  const angle = Math.atan2(end.y - start.y, end.x - start.x);
  const wing = (turn) => `${end.x - 9 * Math.cos(angle + turn)} ${end.y - 9 * Math.sin(angle + turn)}`;
  return shape("path", { class: "head", d: `M ${wing(0.4)} L ${end.x} ${end.y} L ${wing(-0.4)} Z` });
}

function cross({ x, y }) {
  return shape("path", { class: "cross", d: `M ${x - 5} ${y - 5} L ${x + 5} ${y + 5} M ${x - 5} ${y + 5} L ${x + 5} ${y - 5}` });
}
