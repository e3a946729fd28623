// Elements of the page. Text always becomes text nodes: data of a run is never read as HTML.

/**
 * An element with attributes and children. An attribute that is a function becomes a listener, one that is true stands without a value, and
 * one that is false, null or undefined is left out. Children are elements, texts, or lists of them; null is left out.
 */
function element(name, attributes = {}, ...children) {
  return furnish(document.createElement(name), attributes, children);
}

/** The same in SVG. */
function shape(name, attributes = {}, ...children) {
  return furnish(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function furnish(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

/** Text of a model document: what stands between backticks is code. */
function formatted(text) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? element("code", {}, part) : part));
}

/** The same where no elements can stand. */
function plainText(text) {
  return text.replaceAll("`", "");
}

/** As much of a text as fits. */
function shortened(text, most) {
  return text.length <= most ? text : text.slice(0, Math.max(1, most - 1)) + "…";
}

/** The data that the page came with. */
function pageData() {
  return JSON.parse(document.getElementById("data").textContent);
}

function plural(count, one, many) {
  return `${count} ${count === 1 ? one : many}`;
}

/** A list of choices with its label. `options` are pairs of value and text. */
function choice(label, options, selected, onchange) {
  const select = element(
    "select",
    { change: (event) => onchange(event.target.value) },
    options.map(([value, text]) => element("option", { value, selected: value === selected }, text)),
  );
  return element("label", { class: "choice" }, element("span", {}, label), select);
}
