// What stands beside the chart: the parties, what is in flight, the row that fired, the real messages.

function section(title, name, ...children) {
  return element("section", { class: name, "aria-label": title }, element("h3", {}, title), children);
}

/** The state of the run after `current` steps. */
function stateOf(run, current) {
  return current > 0 ? run.steps[current - 1] : { parties: run.initial, flight: [] };
}

/** The parties' control states and variables, with what the last step changed. */
function partiesPanel(run, parties, current) {
  const now = stateOf(run, current).parties;
  const before = current > 0 ? stateOf(run, current - 1).parties : now;
  const line = (name, value, old) =>
    element("tr", { class: value === old ? null : "changed" },
      element("th", { scope: "row" }, name),
      element("td", {}, element("span", { class: "value" }, value), value === old ? null : [
        " ", element("span", { class: "was" }, element("span", { class: "hidden" }, "changed, "), `was ${old}`)]));
  const tables = parties.map((name, index) =>
    element("table", { class: "party", "data-party": name },
      element("caption", {}, name),
      element("tbody", {},
        line("state", stateText(now[index]), stateText(before[index])),
        now[index].variables.map((variable, place) => line(variable.name, variable.value, before[index].variables[place].value)))));
  return section("Parties", "parties", element("div", { class: "tables" }, tables));
}

function stateText(party) {
  return party.isSettled ? `${party.state} (settled)` : party.state;
}

function flightPanel(run, parties, current) {
  const flight = stateOf(run, current).flight;
  if (flight.length === 0) return section("In flight", "flight", element("p", { class: "quiet" }, "nothing"));
  return section("In flight", "flight", element("ol", {}, flight.map((one) =>
    element("li", { "data-message": one.message }, `${one.text} `, element("span", { class: "to" }, `to ${parties[one.to]}`)))));
}

/** The rows that fired in the last step, as they stand in the document. */
function rowsPanel(run, rows, current) {
  if (current === 0) return null;
  const step = run.steps[current - 1];
  if (step.rows.length === 0) {
    if (step.kind === "lose") return null;
    return section("Row", "rows", element("p", { class: "quiet" }, step.kind === "deliver" ? "No row of the document takes this message." : "No row answers."));
  }
  return section(step.rows.length === 1 ? "Row that fired" : "Rows that fired", "rows", step.rows.map((name) => rowCard(rows[name], name)));
}

function rowCard(row, name) {
  if (!row) return element("p", {}, name);
  return element("article", { class: "row", "data-row": name },
    element("h4", {}, name, " ", element("span", { class: "place" }, [row.role, row.place].filter(Boolean).join(", "))),
    row.cells.length === 0 ? null : element("dl", {}, row.cells.filter((cell) => cell.heading !== "Row").flatMap((cell) => [
      element("dt", {}, cell.heading), element("dd", {}, formatted(cell.text))])),
    passages(row.passages));
}

/** Sentences of the draft; many of them are folded. */
function passages(sentences) {
  const quoted = sentences.map((sentence) => element("blockquote", {}, formatted(sentence)));
  if (quoted.length <= 2) return quoted;
  return element("details", {}, element("summary", {}, `${quoted.length} sentences of the draft that the row follows`), quoted);
}

/** What the parties did with real keys in the last step, every message field by field. */
function rehearsalPanel(run, parties, current) {
  if (!run.rehearsal) return null;
  const step = current > 0 ? run.steps[current - 1] : null;
  const operations = (step ? step.operations : run.begin) ?? [];
  const children = [element("p", { class: "note" }, run.rehearsal)];
  if (operations.length > 0) children.push(element("ul", {}, operations.map((one) => operationItem(one))));
  else if (run.steps.some((one) => one.operations)) children.push(element("p", { class: "quiet" }, "Nobody does anything with keys in this step."));
  for (const nonce of step?.repeatedNonces ?? []) {
    children.push(element("p", { class: "alarm" }, `The nonce ${nonce} has been used with this key before.`));
  }
  if ((step?.epochs ?? []).length > 0) children.push(epochTable(step.epochs, parties));
  return section("With real keys", "rehearsal", children);
}

function operationItem(operation) {
  const fields = operation.fields ?? [];
  const count = operation.wire ? `, ${operation.wire.length / 2} bytes on the wire` : "";
  return element("li", {},
    operation.text.map((sentence, index) => (index === 0 ? sentence : element("p", {}, sentence))),
    fields.length === 0 && !operation.wire ? null : element("details", {},
      element("summary", {}, `${plural(fields.length, "field", "fields")}${count}`),
      element("dl", { class: "fields" },
        fields.flatMap((field) => [element("dt", {}, field.name), element("dd", {}, longValue(field.value))]),
        operation.wire ? [element("dt", {}, "on the wire"), element("dd", {}, longValue(operation.wire))] : null)));
}

/** A value that is folded where it is long. */
function longValue(value) {
  if (value.length <= 96) return element("code", {}, value === "" ? "(empty)" : value);
  return element("details", { class: "long" },
    element("summary", {}, element("code", {}, `${value.slice(0, 32)}…`), ` ${value.length / 2} bytes`), element("code", {}, value));
}

function epochTable(epochs, parties) {
  return element("table", { class: "epochs" },
    element("caption", {}, "Equal authenticators: the same epoch"),
    element("tbody", {}, epochs.map((epoch) => element("tr", {},
      element("th", { scope: "row" }, parties[epoch.party]),
      element("td", {}, `epoch ${epoch.number}${epoch.group ? ` of group ${epoch.group.slice(0, 8)}…` : ""}`),
      element("td", {}, element("code", { title: epoch.authenticator }, `${epoch.authenticator.slice(0, 16)}…`))))));
}
