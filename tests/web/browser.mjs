// browser.mjs: pages of keruen, opened in Chromium from a file, and all that they say or ask for written down.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const source = process.env.KERUEN_SOURCE;
const require = createRequire(join(source, "web/package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const region = join(source, "data/region");
export const studies = join(source, "data/studies");
export const work = mkdtempSync(join(tmpdir(), "keruen-page-"));

/** keruen ARGUMENT...; what stood on standard output. An answer of "no" is one. */
export function keruen(...args) {
  try {
    return execFileSync(process.env.KERUEN, args, { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw new Error(`keruen ${args.join(" ")}: ${error.stderr}`);
  }
}

let browser;

export async function open() {
  const quiet = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  browser = await chromium.launch({ executablePath: process.env.BROWSER, args: ["--no-sandbox", ...quiet] });
}

export const close = () => browser.close();

/** Ends the pages of the test before; each takes memory and, with its charts, time. */
export const closePages = () => Promise.all(browser.contexts().map((context) => context.close()));

/** The page of a file, with what went wrong in it (a console message, a failure, a request) in page.wrong. */
export async function show(file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.wrong = [];
  page.on("console", (message) => page.wrong.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => page.wrong.push(`error: ${error.message}`));
  page.on("request", (request) => request.url() === `file://${file}` || page.wrong.push(`request: ${request.url()}`));
  await page.goto(`file://${file}`);
  await page.waitForTimeout(200);
  return page;
}

/** The answer that stands in the page. */
export const dataOf = (page) => page.evaluate(() => JSON.parse(document.getElementById("data").textContent));

/** What axe finds against WCAG 2.1 A and AA. */
export async function axeFinds(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }),
  );
  return found.violations.map(
    (violation) =>
      `${violation.id}: ${violation.nodes
        .slice(0, 3)
        .map((node) => node.html.slice(0, 200))
        .join(" | ")}`,
  );
}

/** Rows of the n-th table under a selector, as texts. */
export const rowsOf = (page, selector) =>
  page.evaluate(
    (at) => [...document.querySelector(at).querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => cell.textContent)),
    selector,
  );

/** "~estimated 7,630" -> 7630, "−3.2 million" -> -3200000 */
export function toNumber(text) {
  const size = { thousand: 1e3, million: 1e6, billion: 1e9 };
  const [, digits, word] =
    text
      .replace("~", "")
      .replace("estimated ", "")
      .replaceAll(",", "")
      .replace("−", "-")
      .match(/^([-+]?[\d.]+) ?(\w*)$/) ?? [];
  return Number(digits) * (size[word] ?? 1);
}

/** A page of keruen with other data in it. */
export function pageWith(data, file) {
  const template = join(work, "template.html");
  keruen("quote", "Aktau", "Baku", "--html", template);
  const opening = '<script type="application/json" id="data">';
  const page = readFileSync(template, "utf8");
  const from = page.indexOf(opening) + opening.length;
  writeFileSync(file, page.slice(0, from) + JSON.stringify(data).replaceAll("<", "\\u003c") + page.slice(page.indexOf("</script>", from)));
  return file;
}
