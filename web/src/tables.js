// tables.js: tables as the program answers them, one below the other.
import { section } from "./dom.js";
import { number } from "./format.js";
import { table } from "./table.js";

function toColumn(column) {
  const isText = column.kind !== "number" && column.kind !== "integer";
  return {
    label: column.label,
    unit: column.unit,
    about: column.about,
    isText,
    value: (row) => (Array.isArray(row[column.name]) ? row[column.name].join("; ") : row[column.name]),
    show: isText ? undefined : (row) => number(row[column.name], column.digits),
    isEstimate: (row) => row[`${column.name}_estimate`] === true,
  };
}

export function tables(data) {
  return data.tables.map((one) => section(one.title, table({ caption: one.caption, columns: one.columns.map(toColumn), rows: one.rows })));
}
