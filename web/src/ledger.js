// ledger.js: claims with their verdicts, agreements by date, promises and whether they are kept.
import { sources, words } from "./columns.js";
import { h, name, section } from "./dom.js";
import { isThere, number } from "./format.js";
import { table } from "./table.js";

const signs = {
  confirms: "✓",
  contradicts: "✗",
  "differs in definition": "≠",
  "not found": "?",
  kept: "✓",
  "on track": "✓",
  missed: "✗",
  "off track": "✗",
};

const joined = (...parts) => parts.filter(Boolean).join(", ");
const figure = (value) => number(value, Math.abs(value) >= 1000 ? 0 : 2);

/** A verdict with a sign before it, so that it is not colour alone. */
const verdict = (label, value) => ({
  label,
  isText: true,
  value,
  show: (row) => h("span", { class: "whole" }, h("span", { "aria-hidden": "true" }, `${signs[value(row)] ?? "·"} `), value(row)),
});

function claimColumns(notes) {
  const anew = (row) =>
    isThere(row.recomputed) ? `${figure(row.recomputed)}${row.recomputed_agrees ? ", agrees" : ", does not agree"}` : "";
  return [
    words("claim", (row) => `${row.claim_id} ${row.claim}`, { isHead: true, isWide: true }),
    words("about", (row) => row.subject),
    words("said", (row) => joined([row.value, row.unit].filter(Boolean).join(" "), row.period)),
    sources("by", notes, (row) => row.article),
    verdict("public figures", (row) => row.verdict),
    {
      label: "they say",
      isText: true,
      isWide: true,
      value: (row) => row.public_value,
      show: (row) => [name(row.public_value ?? ""), notes.ref(row.source_id)],
    },
    words("worked out anew", anew),
    verdict("test", (row) => row.model_verdict),
    words("it found", (row) => row.model_run, { isWide: true }),
    words("note", (row) => row.note, { isWide: true }),
  ];
}

function agreementColumns(notes) {
  return [
    words("date", (row) => row.date, { isWhole: true }),
    words("agreement", (row) => row.title, { isHead: true, isWide: true }),
    words("parties", (row) => row.parties.join(", ")),
    words("field", (row) => joined(row.field, row.kind)),
    words("status", (row) => row.status),
    words("what it changes in the model", (row) => joined(row.effect, row.changes.join(", "))),
    sources("sources", notes, (row) => joined(row.source_id, row.article).replaceAll(", ", ";")),
    words("note", (row) => row.note, { isWide: true }),
  ];
}

function commitmentColumns(notes) {
  return [
    words("promise", (row) => row.title, { isHead: true, isWide: true }),
    words("by", (row) => row.countries.join(", ")),
    words("due", (row) => row.due, { isWhole: true }),
    { label: "target", value: (row) => row.target, show: (row) => figure(row.target) },
    { label: "latest", value: (row) => row.latest, show: (row) => figure(row.latest) },
    words("of", (row) => row.latest_period),
    words("unit", (row) => row.unit),
    { label: "growth needed", unit: "% a year", value: (row) => row.needed_pct_yr, show: (row) => figure(row.needed_pct_yr) },
    { label: "growth seen", unit: "% a year", value: (row) => row.seen_pct_yr, show: (row) => figure(row.seen_pct_yr) },
    verdict("track", (row) => row.track),
    words("why", (row) => row.why, { isWide: true }),
    sources("source", notes, (row) => row.source_id),
  ];
}

const lists = {
  claims: {
    title: "Claims",
    caption: "Each claim with what public figures, its own arithmetic and data or model say of it",
    columns: claimColumns,
  },
  agreements: { title: "Agreements", caption: "What was agreed, by date, and what it changes", columns: agreementColumns },
  commitments: { title: "Promises", caption: "Promises with a figure or a date, and whether they are kept", columns: commitmentColumns },
};

export function ledger(data, notes) {
  const list = lists[data.list];
  return section(list.title, table({ caption: list.caption, rows: data.rows, columns: list.columns(notes), hasSearch: true }));
}
