// build.mjs OUT.c [OUT.html]: bundles src/ into one page without an answer and writes it as C, in the parts that
// src/report/html_page.c puts title, heading, words and data between.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { shrinkWorld } from "./world.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** The countries that freight between China and Europe passes, as a module of the bundle. */
const world = {
  name: "world",
  setup(bundler) {
    bundler.onResolve({ filter: /^world$/ }, () => ({ path: "world", namespace: "world" }));
    bundler.onLoad({ filter: /.*/, namespace: "world" }, () => {
      const atlas = JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf8"));
      return { contents: JSON.stringify(shrinkWorld(atlas)), loader: "json" };
    });
  },
};

async function bundle(entry) {
  const result = await build({
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "iife",
    target: ["chrome100", "firefox100", "safari15"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    nodePaths: [join(here, "node_modules")],
    plugins: [world],
  });
  return { text: result.outputFiles[0].text.trimEnd(), inputs: Object.keys(result.metafile.inputs) };
}

/** The licence of every package that a part of is in the page, as its terms ask. */
function licencesOf(inputs) {
  const names = inputs.map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean);
  const told = [...new Set([...names, "world-atlas"])].sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name}\n\n${readFileSync(join(folder, file), "utf8").trim()}`;
  });
  const text = `This page holds parts of these packages; their licences:\n\n${told.join("\n\n\n")}\n`;
  return text.replace(/-{2,}/g, "-").replaceAll(">", ")");
}

/** What could end or change the element that the text stands in. */
function mustStandInHtml(text, what) {
  for (const word of ["</script", "<script", "</style", "<!--"])
    if (text.toLowerCase().includes(word)) throw new Error(`${what} holds ${word}, which would break the page`);
  return text;
}

/** Observable Plot puts this style into every chart; the page's policy has to know it. */
function styleOfCharts() {
  const source = readFileSync(join(here, "node_modules/@observablehq/plot/src/plot.js"), "utf8");
  const style = source.match(/svg\.append\("style"\)\.text\(\s*`([^`]*)`/);
  if (!style) throw new Error("Plot's plot.js no longer appends a style as it did; look how it does it now");
  return style[1].replaceAll("${className}", "chart");
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

function cText(parts, names) {
  const lines = ["/* Made by web/build.mjs. */", '#include "report/html_template.h"', ""];
  parts.forEach((part, i) => {
    const bytes = Buffer.from(part, "utf8");
    lines.push(`static const unsigned char ${names[i]}[] = {`);
    for (let at = 0; at < bytes.length; at += 40) lines.push([...bytes.subarray(at, at + 40)].join(",") + ",");
    lines.push("};", "");
  });
  lines.push("const kri_html_part kri_html_template[KRI_HTML_PARTS] = {");
  for (const name of names) lines.push(`    { ${name}, sizeof ${name} },`);
  lines.push("};", "", 'const char *const kri_html_missing = "";', "");
  return lines.join("\n");
}

const bundled = await bundle("main.js");
const script = mustStandInHtml(bundled.text, "the bundle");
const style = mustStandInHtml((await bundle("page.css")).text, "the style");
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)} ${hash(styleOfCharts())}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const filled = { policy, style, script, licences: licencesOf(bundled.inputs) };
const page = readFileSync(join(here, "src/page.html"), "utf8").replace(
  /\{\{(policy|style|script|licences)\}\}/g,
  (_, name) => filled[name],
);
const parts = page.split(/\{\{title\}\}|\{\{words\}\}|\{\{data\}\}/);
if (parts.length !== 5) throw new Error("page.html must hold {{title}} twice, {{words}} and {{data}}, in that order");

const [out, html] = process.argv.slice(2);
writeFileSync(out, cText(parts, ["before_title", "before_heading", "before_words", "before_data", "the_end"]));
if (html) writeFileSync(html, page);
