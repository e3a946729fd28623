// The page on which a protocol is played by hand. Which steps there are is the server's to say, whose interpreter takes every one of them.

class ExplorePage {
  constructor(data, root) {
    this.data = data;
    this.trace = data.start;
    this.position = null;
    /** The number of the last question to the server: answers to older ones come too late. */
    this.asked = 0;
    this.message = element("p", { class: "message", role: "alert" });
    this.settings = element("div", { class: "settings" });
    this.violated = element("p", { "aria-live": "polite", id: "violated" });
    this.options = element("section", { class: "next", "aria-label": "What can happen next" });
    this.states = element("section", { class: "properties", "aria-label": "Properties" });
    this.search = element("section", { class: "search", "aria-label": "Counterexamples" });
    this.player = new Player(data.document, (step) => this.look(step),
      element("div", { class: "beside" }, this.violated, this.options), element("div", { class: "below" }, this.states, this.search));
    listenToKeys(() => this.player);
    window.addEventListener("keydown", (event) => this.chooseByKey(event));
    const { title, variant, draft, revision, name } = data.document;
    const file = element("input", { type: "file", accept: ".json,application/json", hidden: true, change: () => this.load(file) });
    root.replaceChildren(
      element("header", {},
        element("h1", {}, `${title}, ${variant}`),
        element("p", { class: "origin" }, [draft, revision, name].filter(Boolean).join(" · ")),
        element("p", { class: "hint" }, "You are the parties and the network: choose what happens next. "
          + "← and → go back and on, the digits choose.")),
      this.settings,
      element("div", { class: "actions" },
        element("button", { type: "button", click: () => this.play({ ...this.data.start, ...this.setting(), steps: [] }) }, "Start anew"),
        element("button", { type: "button", click: () => this.save() }, "Save the run"),
        element("button", { type: "button", click: () => file.click() }, "Load a run"), file),
      this.message,
      this.player.view);
    this.play(this.trace);
    this.watch();
  }

  // What goes to the server

  async ask(path, body) {
    let answer;
    try {
      answer = await fetch(path, body === undefined ? {} : {
        method: "POST", headers: { "Content-Type": "application/json" }, body: typeof body === "string" ? body : JSON.stringify(body),
      });
    } catch {
      throw new Error("lockstep explore does not answer; has it ended?");
    }
    const result = await answer.json();
    if (!answer.ok) throw new Error(result.error);
    return result;
  }

  /** Takes all steps of a run, and looks at it after its last one, or after so many. */
  async play(trace, step = trace.steps?.length) {
    const asked = this.begin();
    try {
      const { run, position } = await this.ask("play", trace);
      if (asked !== this.asked) return false;
      this.message.textContent = "";
      this.trace = run.trace;
      this.position = position;
      this.player.show(run, step);
      this.showSettings();
      if (this.player.current === position.at) this.showPosition();
      else await this.look(this.player.current);
      return true;
    } catch (error) {
      this.fail(error, asked);
      return false;
    }
  }

  /** Asks what can happen after the first steps of the run. */
  async look(step) {
    const asked = this.begin();
    try {
      const position = await this.ask("position", { ...this.trace, steps: this.trace.steps.slice(0, step), cycleStart: undefined });
      if (asked !== this.asked) return;
      this.message.textContent = "";
      this.position = position;
      this.showPosition();
    } catch (error) {
      this.fail(error, asked);
    }
  }

  /** The number of a new question, until whose answer the options are those of another state. */
  begin() {
    this.options.setAttribute("aria-busy", "true");
    return ++this.asked;
  }

  fail(error, asked) {
    if (asked !== this.asked) return;
    this.message.textContent = error.message;
    this.options.setAttribute("aria-busy", "false");
  }

  /** Goes on with a step; what came after the present state is given up, unless it is the same. */
  async take(option) {
    const at = this.position.at;
    const next = this.trace.steps[at];
    if (next && same(next, option.step)) return this.player.go(at + 1);
    await this.play({ ...this.trace, property: undefined, outcome: undefined, cycleStart: undefined, steps: [...this.trace.steps.slice(0, at), option.step] });
  }

  chooseByKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
    if (event.target.closest?.("input:not([type=range]), select, textarea")) return;
    const buttons = this.options.querySelectorAll("button");
    buttons[Number(event.key) - 1]?.click();
  }

  // Network and readings

  setting() { return { profile: this.trace.profile, readings: this.trace.readings }; }

  /** Plays the same steps in another setting, or none of them where that is not possible. */
  async change(setting) {
    const changed = { ...this.trace, property: undefined, outcome: undefined, cycleStart: undefined, ...setting };
    if (await this.play(changed)) return this.watch();
    const reason = this.message.textContent;
    if (await this.play({ ...changed, steps: [] })) {
      this.message.textContent = `The run cannot be taken there, so it begins anew: ${reason}`;
      this.watch();
    }
  }

  showSettings() {
    const { profiles, readings } = this.data.settings;
    const profile = profiles.find((one) => one.name === this.trace.profile);
    const choices = [choice("Network", profiles.map((one) => [one.name, one.name]), this.trace.profile, (name) => this.change({ profile: name }))];
    choices.push(element("span", { class: "hint" }, profile?.text ?? ""));
    if (readings.length > 0) {
      choices.push(element("details", { class: "readings" }, element("summary", {}, "How the draft is read"),
        readings.map((reading) => element("div", {},
          choice(reading.key, reading.options.map((option) => [option.name, option.meaning ? `${option.name}: ${plainText(option.meaning)}` : option.name]),
            this.trace.readings[reading.key], (name) => this.change({ readings: { ...this.trace.readings, [reading.key]: name } })),
          reading.passage ? element("blockquote", {}, formatted(reading.passage)) : null))));
    }
    const wasOpen = this.settings.querySelector("details")?.open ?? false;
    this.settings.replaceChildren(...choices);
    const details = this.settings.querySelector("details");
    if (details) details.open = wasOpen;
  }

  // What can happen, and what holds

  showPosition() {
    const { options, properties } = this.position;
    let number = 0;
    const item = (option) => {
      number += 1;
      return element("li", {}, element("button", { type: "button", class: "option", "data-option": options.indexOf(option), click: () => this.take(option) },
        number <= 9 ? element("kbd", {}, number) : null, option.text,
        option.faults ? element("span", { class: "fault" }, ` (${option.faults})`) : null,
        option.consequences.length > 0 ? element("span", { class: "consequence" }, option.consequences.join("; ")) : null));
    };
    const group = (title, chosen) => chosen.length === 0 ? null
      : element("div", {}, element("h3", {}, title), element("ul", { class: "options" }, chosen.map(item)));
    const all = [
      group("What the parties can do", options.filter((one) => !one.isNetwork)),
      group("What the network can deliver", options.filter((one) => one.isNetwork && !one.faults)),
      group("What the network can do wrong", options.filter((one) => one.faults)),
    ].filter(Boolean);
    const wasFocused = this.options.contains(document.activeElement);
    this.options.replaceChildren(element("h2", {}, "What can happen next"),
      ...(all.length > 0 ? all : [element("p", { class: "quiet" }, "Nothing: no step can be taken from here.")]));
    // Whoever chooses by the keyboard goes on choosing.
    if (wasFocused) this.options.querySelector("button")?.focus();
    this.showProperties(properties);
    this.options.dataset.at = this.position.at;
    this.options.setAttribute("aria-busy", "false");
  }

  showProperties(properties) {
    const words = { violated: "violated", kept: "not violated", reached: "reached", open: "not reached", "of runs": "" };
    const described = (name) => formatted(this.data.settings.properties.find((one) => one.name === name)?.meaning ?? "");
    const at = this.position.at;
    const item = (one) => {
      const verdict = element("span", { class: "verdict-now", "aria-live": "polite" });
      const judge = element("button", { type: "button", class: "plain", click: async () => {
        judge.disabled = true;
        try {
          const answer = await this.ask(`judge?property=${encodeURIComponent(one.name)}`, { ...this.trace, steps: this.trace.steps.slice(0, at), cycleStart: at === this.trace.steps.length ? this.trace.cycleStart : undefined });
          verdict.textContent = answer.isShown ? `violated: ${answer.reason}` : answer.reason;
          verdict.className = answer.isShown ? "verdict-now status violated" : "verdict-now quiet";
        } catch (error) {
          verdict.textContent = error.message;
        }
        judge.disabled = false;
      } }, "ask here");
      return element("li", { "data-property": one.name, "data-status": one.status },
        one.name, " ", element("small", { class: "was" }, described(one.name)), " ",
        one.status === "of runs" ? [judge, " ", verdict] : element("span", { class: `status ${one.status.replaceAll(" ", "-")}` }, words[one.status]));
    };
    const violated = properties.filter((one) => one.status === "violated");
    this.violated.className = violated.length > 0 ? "alarm" : "quiet";
    this.violated.textContent = violated.length > 0 ? `Violated so far: ${violated.map((one) => one.name).join(", ")}` : "Nothing is violated so far.";
    this.states.replaceChildren(element("h2", {}, "What the run says of the properties"),
      element("ul", { class: "states" }, properties.map(item)));
  }

  // Counterexamples

  /** Follows the explorer's search in the network of the run. */
  async watch() {
    const profile = this.trace.profile;
    if (this.watched === profile) return;
    this.watched = profile;
    let pause = 200;
    while (this.watched === profile) {
      let report;
      try {
        report = await this.ask(`counterexamples?profile=${encodeURIComponent(profile)}`);
      } catch (error) {
        this.watched = null;
        this.showSearch(element("p", { class: "quiet" }, error.message));
        return;
      }
      if (this.watched !== profile) return;
      this.showReport(report, profile);
      if (report.status !== "running") return;
      await new Promise((resume) => { setTimeout(resume, pause); });
      pause = Math.min(2 * pause, 2000);
    }
  }

  showSearch(...children) { this.search.replaceChildren(element("h2", {}, "Counterexamples of the explorer"), ...children); }

  showReport(report, profile) {
    if (report.status === "running") {
      return this.showSearch(element("p", { class: "quiet" }, `Exploring ${profile}: ${report.states.toLocaleString("en")} states so far …`));
    }
    if (report.status === "failed") return this.showSearch(element("p", { class: "alarm" }, report.reason));
    this.showSearch(
      element("p", { class: "quiet" }, `${profile}: ${plural(report.states, "state", "states")}${report.reason ? `; ${report.reason}` : ""}. Choose one to jump to its end.`),
      report.found.length === 0 ? element("p", {}, "Nothing fails here.") : element("ul", { class: "options" }, report.found.map((one) =>
        element("li", {}, element("button", { type: "button", class: "found", "data-property": one.property, click: () => this.play(one.trace) },
          `${one.title}, ${plural(one.trace.steps.length, "step", "steps")}`,
          one.condition ? element("span", { class: "consequence" }, `when ${one.condition}`) : null)))));
  }

  // Files

  save() {
    const address = URL.createObjectURL(new Blob([JSON.stringify(this.trace, null, 2) + "\n"], { type: "application/json" }));
    element("a", { href: address, download: "run.json" }).click();
    URL.revokeObjectURL(address);
  }

  async load(input) {
    const file = input.files[0];
    if (!file) return;
    const text = await file.text();
    input.value = "";
    if (await this.play(text, Infinity)) this.watch();
  }
}

/** Whether two steps, as the server writes them, are one. */
function same(a, b) {
  const text = (step) => JSON.stringify(Object.entries(step).sort(([x], [y]) => (x < y ? -1 : 1)));
  return text(a) === text(b);
}

window.explored = new ExplorePage(pageData(), document.getElementById("page"));
