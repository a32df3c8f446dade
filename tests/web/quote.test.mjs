// quote.test.mjs: the page of keruen quote --html holds what --json holds, and shows it.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { axeFinds, close, closePages, dataOf, keruen, open, rowsOf, show, toNumber, work } from "./browser.mjs";

const file = join(work, "quote.html");
let answer;

before(async () => {
  answer = JSON.parse(keruen("quote", "Xian", "Yerevan", "--depart", "2026-12-01", "--json", "--html", file));
  await open();
});
after(close);
afterEach(closePages);

test("the page holds the JSON, byte for byte the same values", async () => {
  const page = await show(file);
  assert.deepEqual((await dataOf(page)).quote, answer);
  assert.deepEqual(page.wrong, []);
});

test("the table of ways shows the figures of the JSON", async () => {
  const rows = await rowsOf(await show(file), "table");
  assert.equal(rows.length, answer.alternatives.length);
  rows.forEach((cells, i) => {
    const way = answer.alternatives[i];
    assert.equal(cells[0], `${i + 1} ${way.names.length ? cells[0].split(" ").slice(1).join(" ") : "another"}`);
    for (const name of way.names) assert.ok(cells[0].includes(name));
    const shown = cells.slice(1, 6).map(toNumber);
    const meant = [way.hours / 24, way.days.p90, way.usd, way.kgco2e, way.km];
    meant.forEach((value, k) =>
      assert.ok(Math.abs(shown[k] - value) <= (k < 2 ? 0.051 : 0.51), `way ${i + 1}: ${cells[k + 1]} is not ${value}`),
    );
    assert.equal(cells[1].startsWith("~"), way.published_share.hours < 0.5);
    assert.equal(cells[3].startsWith("~"), way.published_share.usd < 0.5);
  });
});

test("a way shows its legs, their sum, its papers and the rows behind", async () => {
  const page = await show(file);
  await page.click("#way-2 > summary");
  await page.click("#way-2 details > summary");
  await page.waitForSelector("#way-2 details table");
  const way = answer.alternatives[1];
  const rows = await rowsOf(page, "#way-2 table");
  assert.equal(rows.length, way.legs.length);
  rows.forEach((cells, i) => assert.ok(!way.legs[i].km || Math.abs(toNumber(cells[2].replace("<1", "0.5")) - way.legs[i].km) <= 0.51));
  const bill = await rowsOf(page, "#way-2 details table");
  const usd = bill.reduce((sum, cells) => sum + (cells[3] ? toNumber(cells[3]) : 0), 0);
  assert.ok(Math.abs(usd - way.usd) < 0.01 * bill.length, `the bill comes to ${usd}, not ${way.usd}`);
  const priced = way.legs.flatMap((leg) => leg.tariffs.map((item) => `${item.table} ${item.id}`));
  const shown = new Set(bill.map((cells) => cells[1]));
  for (const row of priced) assert.ok(shown.has(row), `${row} is not in the bill`);
  const papers = new Set(way.legs.flatMap((leg) => leg.papers));
  assert.equal(await page.locator("#way-2 dt").count(), papers.size);
});

test("sources are footnotes that lead to their place", async () => {
  const page = await show(file);
  const targets = await page.evaluate(() => [...document.querySelectorAll("sup a")].map((a) => a.getAttribute("href")));
  assert.ok(targets.length > 10);
  const missing = await page.evaluate((all) => all.filter((href) => !document.querySelector(href)), [...new Set(targets)]);
  assert.deepEqual(missing, []);
  const used = new Set(answer.alternatives.flatMap((way) => way.legs.flatMap((leg) => leg.sources)));
  const listed = new Set((await dataOf(page)).sources.map((source) => source.id));
  for (const id of used) assert.ok(listed.has(id), `source ${id} is not listed`);
});

test("a head sorts by its column, by keyboard, and says how", async () => {
  const page = await show(file);
  const button = page.locator("th button").nth(3);
  await button.focus();
  await page.keyboard.press("Enter");
  const head = page.locator("th").nth(3);
  const first = await head.getAttribute("aria-sort");
  const prices = (await rowsOf(page, "table")).map((cells) => toNumber(cells[3]));
  assert.deepEqual(
    prices,
    [...prices].sort((a, b) => (first === "ascending" ? a - b : b - a)),
  );
  await page.keyboard.press("Enter");
  assert.notEqual(await head.getAttribute("aria-sort"), first);
  const turned = (await rowsOf(page, "table")).map((cells) => toNumber(cells[3]));
  assert.deepEqual(turned, prices.reverse());
});

test("the map draws the way that is chosen, and says which", async () => {
  const page = await show(file);
  assert.ok((await page.getAttribute(".map svg", "aria-label")).includes("1. "));
  await page.selectOption("select", "2");
  await page.waitForTimeout(100);
  assert.ok((await page.getAttribute(".map svg", "aria-label")).includes("3. "));
  const drawn = await page.locator(".map .line:not(.other)").count();
  assert.equal(drawn, answer.alternatives[2].legs.filter((leg) => ["ride", "sail"].includes(leg.kind)).length);
  assert.deepEqual(page.wrong, []);
});

test("on the map each leg begins where the one before ended, and ships go round the land", async () => {
  const east = join(work, "east.html");
  keruen("quote", "Shanghai", "Constanta", "--html", east);
  for (const page of [await show(file), await show(east)])
    for (const way of (await dataOf(page)).shown)
      way.legs.forEach(({ line }, i) => assert.ok(i === 0 || `${line[0]}` === `${way.legs[i - 1].line.at(-1)}`, `leg ${i + 1}: ${line[0]}`));
  const { quote, shown } = await dataOf(await show(east));
  const sailed = quote.alternatives.flatMap((way, i) => way.legs.map((leg, k) => ({ leg, line: shown[i].legs[k].line })));
  const ocean = sailed.filter(({ leg }) => leg.kind === "sail" && leg.from === "shanghai");
  assert.ok(ocean.length > 0);
  /* By Singapore, which is at 1 degree north; and who goes to the Black Sea by Suez, at 30 north and 32.5 east. */
  assert.ok(ocean.every(({ line }) => line.some(([, lat]) => lat < 2)));
  const passesSuez = (line) => line.some(([lon, lat]) => Math.abs(lon - 32.5) < 0.3 && Math.abs(lat - 30) < 1);
  assert.ok(ocean.filter(({ leg }) => leg.to === "poti").every(({ line }) => passesSuez(line)));
});

test("light and dark pass axe, on a desk and on a phone", async () => {
  for (const colorScheme of ["light", "dark"])
    for (const width of [1280, 360])
      assert.deepEqual(
        await axeFinds(await show(file, { colorScheme, viewport: { width, height: 800 } })),
        [],
        `${colorScheme}, ${width} px`,
      );
});

test("360 px are wide enough", async () => {
  const page = await show(file, { viewport: { width: 360, height: 740 } });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
});

test("the first key leads to the answer", async () => {
  const page = await show(file);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "answer");
});

/* How soon is a figure and no verdict: a machine has its moods. */
test("less than 2 MB; when it is first painted", async (t) => {
  assert.ok(statSync(file).size < 2e6);
  const paints = [];
  for (let i = 0; i < 3; i++) {
    const page = await show(file);
    const paint = await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
    paints.push(await paint.jsonValue());
    await page.context().close();
  }
  t.diagnostic(`${statSync(file).size} bytes, first paint after ${paints.map(Math.round).join(", ")} ms`);
});

test("without JavaScript the answer stands there in words", async () => {
  const page = await show(file, { javaScriptEnabled: false });
  const text = await page.innerText("main");
  assert.ok(text.includes("Fastest: ") && text.includes("JavaScript, which is switched off"));
});

test("no way is an answer", async () => {
  const none = join(work, "none.html");
  keruen("quote", "Aktau", "Baku", "--avoid", "sea", "--avoid", "RU", "--avoid", "TM", "--avoid", "UZ", "--html", none);
  const page = await show(none);
  assert.ok((await page.innerText("main")).includes((await dataOf(page)).quote.why));
  assert.deepEqual(page.wrong, []);
});
