// notes.js: sources as footnotes. Their numbers are their places in the list that came with the data.
import { h, name, section } from "./dom.js";

export class Notes {
  constructor(sources) {
    this.sources = sources ?? [];
    this.numbers = new Map(this.sources.map((source, i) => [source.id, i + 1]));
  }

  /** The raised number that leads to the source; nothing for a source that is not there. */
  ref(id) {
    const number = this.numbers.get(id);
    if (!number) return null;
    const label = `Source ${number}: ${this.sources[number - 1].title}`;
    return h("sup", null, h("a", { href: `#source-${number}`, "aria-label": label, title: label }, String(number)));
  }

  refs(ids) {
    return (ids ?? []).flatMap((id, i) => [i ? " " : null, this.ref(id)]);
  }

  section() {
    if (!this.sources.length) return null;
    return section("Sources", h("ol", { class: "sources" }, ...this.sources.map(toItem)));
  }
}

/** An address is a link only when a browser would open it as a page of the web. */
function toItem(source, i) {
  const title = /^https?:\/\//i.test(source.url ?? "")
    ? h("a", { href: source.url, rel: "noreferrer noopener" }, name(source.title))
    : name(source.title);
  const rest = [source.publisher, source.date].filter(Boolean);
  return h("li", { id: `source-${i + 1}` }, title, ...rest.flatMap((part) => [", ", name(part)]), ` (${source.id})`);
}
