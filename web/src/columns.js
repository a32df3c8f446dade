// columns.js: the kinds of columns that tables are made of.
import { name } from "./dom.js";

/** A figure: value(row) sorts, show(value) stands there. */
export const column = (label, unit, value, show, rest) => ({ label, unit, value, show: (row) => show(value(row)), ...rest });

/** Words of the data. */
export const words = (label, value, rest) => ({ label, isText: true, value, show: (row) => name(value(row) ?? ""), ...rest });

/** The words by which a row is known. */
export const head = (label, value, rest) => words(label, value, { isHead: true, ...rest });

/** The ids of sources, ; between them. */
export const sources = (label, notes, value) => ({
  label,
  isText: true,
  value,
  show: (row) => notes.refs((value(row) ?? "").split(";")),
});
