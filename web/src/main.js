// main.js: reads the answer that stands in the page and has the view that was asked for show it.
import { critical } from "./critical.js";
import { add, h, section } from "./dom.js";
import { ledger } from "./ledger.js";
import { Notes } from "./notes.js";
import { quote } from "./quote.js";
import { study } from "./study.js";
import { tables } from "./tables.js";

const views = { critical, ledger, quote, study, tables };

/** Links to the sections, once they stand. */
function fillContents() {
  const headings = [...document.querySelectorAll("main h2[id]")];
  add(
    document.getElementById("contents"),
    headings.map((heading) => h("a", { href: `#${heading.id}` }, heading.textContent)),
  );
}

/** On paper nobody can open what is folded. */
function openForPrint() {
  const opened = [];
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details[data-on-paper]:not([open])")) {
      details.open = true;
      details.dispatchEvent(new Event("toggle")); /* the browser's own comes too late */
      opened.push(details);
    }
  });
  addEventListener("afterprint", () => opened.splice(0).forEach((details) => (details.open = false)));
}

function show() {
  const data = JSON.parse(document.getElementById("data").textContent);
  const notes = new Notes(data.sources ?? data.study?.sources);
  add(document.getElementById("view"), [views[data.view](data, notes), notes.section()]);
  document
    .getElementById("footer")
    .append(h("p", null, `Written by keruen ${data.version}. This page holds all it shows; it asks nothing of any server.`));
  fillContents();
  openForPrint();
}

function start() {
  try {
    show();
  } catch (error) {
    const words = "This browser could not draw the rest of the page. The answer above is complete in words. What went wrong: ";
    document
      .getElementById("view")
      .append(section("The page is not whole", h("p", { class: "note", role: "alert" }, words, String(error))));
    throw error;
  }
}

/* The words are painted first; a page that nobody sees yet has no frames to wait for. */
if (document.hidden) start();
else requestAnimationFrame(() => setTimeout(start));
