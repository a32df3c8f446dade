// format.js: numbers as people read them. A missing figure is a dash, never 0.

const NONE = "–";
const grouped = new Map();

/** 12345.6 -> "12,346"; digits behind the point are given. */
export function number(value, digits = 0) {
  if (typeof value !== "number") return NONE;
  if (!grouped.has(digits))
    grouped.set(digits, new Intl.NumberFormat("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  const text = grouped.get(digits).format(value);
  return /^-[0.,]*$/.test(text) ? text.slice(1) : text.replace("-", "−");
}

export const isThere = (value) => typeof value === "number";

/** "<1" for what is there but rounds to nothing. */
export const small = (value, digits = 0) => (value > 0 && value < 0.5 && digits === 0 ? "<1" : number(value, digits));

export const days = (hours) => number(isThere(hours) ? hours / 24 : hours, 1);

export const percent = (share) => (isThere(share) ? `${number(100 * share)} %` : NONE);

/** With its sign: "+3.2", "−0.1", "0". */
export function signed(value, digits = 1) {
  const text = number(value, digits);
  return isThere(value) && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** USD in the unit that suits: 3,420,000 -> "3.4 million". */
export function usd(value, sign = false) {
  if (!isThere(value)) return NONE;
  const size = Math.abs(value);
  const shown = sign ? signed : number;
  if (size >= 1e9) return `${shown(value / 1e9, size >= 1e11 ? 0 : 1)} billion`;
  if (size >= 1e5) return `${shown(value / 1e6, size >= 1e8 ? 0 : 1)} million`;
  if (size >= 1e3) return `${shown(value / 1e3, size >= 1e4 ? 0 : 1)} thousand`;
  return shown(value, 0);
}

export const tonnes = (value) => (Math.abs(value) >= 1e6 ? `${number(value / 1e6, 2)} million` : number(value));

/** "a", "a and b", "a, b and c". */
export function list(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}
