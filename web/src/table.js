// table.js: a table that sorts. The heads of its columns are buttons.
import { add, freshId, h } from "./dom.js";

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

const isMissing = (value) => value === null || value === undefined || value === "" || Number.isNaN(value);

/** Missing values stand last, whichever way. */
function sorted(rows, column, direction) {
  const keyed = rows.map((row, i) => ({ row, i, value: column.value(row) }));
  keyed.sort((a, b) => {
    if (isMissing(a.value) || isMissing(b.value)) return isMissing(a.value) - isMissing(b.value) || a.i - b.i;
    return direction * compare(a.value, b.value) || a.i - b.i;
  });
  return keyed.map(({ row }) => row);
}

function cellOf(column, row) {
  const shown = column.show ? column.show(row) : column.value(row);
  const isEstimate = column.isEstimate?.(row);
  const content = isEstimate
    ? [h("span", { class: "mark", title: "mostly estimated" }, "~", h("span", { class: "hidden" }, "estimated ")), shown]
    : shown;
  const attributes = {
    class:
      [column.isText ? null : "number", column.isWhole ? "whole" : null, column.isWide ? "wide" : null, isEstimate ? "estimate" : null]
        .filter(Boolean)
        .join(" ") || null,
  };
  if (column.isHead) return add(h("th", { ...attributes, scope: "row" }), [content]);
  return add(h("td", attributes), [content]);
}

function headOf(column, sort) {
  const label = [column.label, column.unit ? h("span", { class: "unit" }, ` ${column.unit}`) : null];
  const cell = h("th", { scope: "col", class: column.isText ? null : "number" });
  return add(cell, sort ? [h("button", { type: "button", title: column.about ?? null, click: () => sort(cell) }, ...label)] : label);
}

/** A field that leaves only the rows in which its text stands; filter() is to be called when the rows are new. */
function searchIn(body) {
  const id = freshId("search");
  const told = h("output", { for: id });
  const field = h("input", { id, type: "search", input: filter });
  function filter() {
    const wanted = field.value.trim().toLowerCase();
    const rows = [...body.rows];
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    told.textContent = wanted ? ` ${rows.filter((row) => !row.hidden).length} of ${rows.length} rows` : "";
  }
  return { filter, element: h("p", { class: "search" }, h("label", { for: id }, "Only rows that contain"), " ", field, told) };
}

/**
 * columns: { label, unit, about, value(row), show(row), isText, isHead, isWhole, isWide, isEstimate(row) }; value is what
 * sorts, show what stands there, on one line if isWhole. The box around it scrolls sideways by itself where the screen is narrow.
 */
export function table({ caption, columns, rows, sortable = true, hasSearch = false, foot = null }) {
  const id = freshId("table");
  const body = h("tbody");
  const search = hasSearch && rows.length > 1 ? searchIn(body) : null;
  const fill = (list) => {
    body.replaceChildren(...list.map((row) => h("tr", null, ...columns.map((column) => cellOf(column, row)))));
    search?.filter();
  };
  const heads = columns.map((column) => headOf(column, sortable && rows.length > 1 ? sortBy(column) : null));
  function sortBy(column) {
    return (head) => {
      const isRising = head.getAttribute("aria-sort") === "ascending" || (!head.hasAttribute("aria-sort") && !column.isText);
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", isRising ? "descending" : "ascending");
      fill(sorted(rows, column, isRising ? -1 : 1));
    };
  }
  fill(rows);
  const box = h(
    "div",
    { class: "scroll", role: "region", tabindex: "0", "aria-labelledby": id },
    h(
      "table",
      null,
      h("caption", { id }, h("span", null, caption)),
      h("thead", null, h("tr", null, ...heads)),
      body,
      foot ? h("tfoot", null, foot) : null,
    ),
  );
  return search ? h("div", null, search.element, box) : box;
}
