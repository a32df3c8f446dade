// dom.js: elements, made of names, attributes and text; never of markup.

const svgNames = new Set(["svg", "g", "path", "circle", "line", "text", "title", "rect"]);

/** h("p", { class: "note" }, "text", element, null): strings become text, null nothing, functions listeners. */
export function h(tag, attributes, ...children) {
  const element = svgNames.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  add(element, children);
  return element;
}

export function add(element, children) {
  for (const child of [children].flat(Infinity)) if (child !== null && child !== undefined && child !== "") element.append(child);
  return element;
}

/** Somebody's name or title: its direction of writing ends where it ends. */
export const name = (text) => h("bdi", null, text);

let numbers = 0;

/** An id that nothing else on the page has. */
export const freshId = (stem) => `${stem}-${++numbers}`;

/** A section with its heading, which the contents list. */
export function section(title, ...children) {
  const id = freshId("part");
  const heading = h("h2", { id }, title);
  return add(h("section", { "aria-labelledby": id }, heading), children);
}

/** What is shown when somebody opens it, and made only then; on paper it is open if isOnPaper. */
export function folded(summary, make, { isOpen = false, isOnPaper = false, ...attributes } = {}) {
  const details = h("details", { ...attributes, "data-on-paper": isOnPaper, toggle: fill }, h("summary", null, summary));
  function fill() {
    if (details.open && details.children.length < 2) details.append(make());
  }
  details.open = isOpen;
  fill();
  return details;
}

/** Calls draw(width) now and whenever the box gets another width. */
export function drawToWidth(box, draw) {
  let last = 0;
  const redraw = (width) => {
    const rounded = Math.floor(width);
    if (rounded < 50 || rounded === last) return;
    last = rounded;
    box.replaceChildren(draw(rounded));
  };
  new ResizeObserver((entries) => redraw(entries[0].contentRect.width)).observe(box);
  return box;
}
