// hostile.test.mjs: whatever stands in the data shows as text and never runs.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { close, closePages, keruen, open, region, show, work } from "./browser.mjs";

const texts = {
  script: "</script><script>window.ran=1</script>",
  image: "<img src=x onerror='window.ran=2'>",
  comment: "<!--<script>",
  quotes: "\"'`&lt;&quot;${window.ran=3}",
  turned: "\u202Edlrow\u2066 \u200Fשלום",
  long: "Verylongname".repeat(400),
  link: "javascript:window.ran=4",
};

before(open);
after(close);
afterEach(closePages);

const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

/** A copy of the region where the place, its border and every source bear that text. */
function regionWith(key) {
  const folder = join(work, key);
  cpSync(region, folder, { recursive: true });
  const edit = (file, change) => writeFileSync(join(folder, file), change(readFileSync(join(folder, file), "utf8")));
  edit("node.csv", (csv) =>
    csv
      .replace(/^aktau,[^,]*,/m, () => `aktau,${quoted(texts[key])},`)
      .replace(/^baku,[^,]*,/m, () => `baku,${quoted(`Baku ${texts[key]}`)},`),
  );
  edit("source.csv", (csv) =>
    csv
      .split("\n")
      .map((line, i) => (i && line ? line.replace(/^([^,]+),("([^"]|"")*"|[^,]*),/, (_, id) => `${id},${quoted(texts[key])},`) : line))
      .join("\n"),
  );
  return folder;
}

for (const key of Object.keys(texts))
  test(`${key} stays text`, async () => {
    const file = join(work, `${key}.html`);
    keruen("quote", "aktau", "baku", "--data", regionWith(key), "--html", file);
    for (const width of [1280, 360]) {
      const page = await show(file, { viewport: { width, height: 800 } });
      assert.deepEqual(page.wrong, []);
      assert.equal(await page.evaluate(() => window.ran), undefined);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${width} px`);
      const whole = await page.evaluate(() => document.querySelector("main").textContent);
      assert.ok(whole.includes(texts[key]), "the text is not there as it was written");
      assert.equal(await page.locator("main img, main script").count(), 0);
      assert.equal(await page.locator("a[href^=javascript]").count(), 0);
    }
  });
