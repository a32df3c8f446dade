// study.test.mjs: the page of a study shows the figures of its JSON; here with a study made up, so that every part is there.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { axeFinds, close, closePages, dataOf, keruen, open, pageWith, rowsOf, show, studies, toNumber, work } from "./browser.mjs";
import { studyFixture } from "./study_fixture.mjs";

const file = join(work, "study.html");
const data = studyFixture();

before(async () => {
  pageWith(data, file);
  await open();
});
after(close);
afterEach(closePages);

const countries = new Map([
  ["KZ", "Kazakhstan"],
  ["AM", "Armenia"],
  ["TR", "Turkey"],
  ["EU", "European Union"],
  ["ROW", "ROW"],
]);

/** Of a section, the cells of the row that begins so. */
async function rowOf(page, heading, first, nth = 0) {
  const tables = page.locator(`section:has(> h2:text-is("${heading}")) table`);
  const rows = await tables
    .nth(nth)
    .evaluate((table) => [...table.querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => cell.textContent)));
  return rows.find((cells) => cells[0] === first);
}

/** What rounding may take: from a size on, half of the last digit shown. */
const steps = [
  [1e8, 5.1e5],
  [1e5, 5.1e4],
  [1e4, 510],
  [1e3, 51],
];
const isNear = (text, value) => Math.abs(toNumber(text) - value) <= (steps.find(([from]) => Math.abs(value) >= from) ?? [0, 0.51])[1];

test("gains and multipliers are those of the JSON", async () => {
  const page = await show(file);
  assert.deepEqual(page.wrong, []);
  for (const country of data.study.countries.filter((one) => countries.has(one.id))) {
    const gains = await rowOf(page, "Who gains", countries.get(country.id));
    assert.ok(isNear(gains[4], country.all.usd_yr), `${country.id}: ${gains[4]} is not ${country.all.usd_yr}`);
    assert.ok(Math.abs(toNumber(gains[1]) - country.all.welfare_pct) < 0.000051);
    const added = await rowOf(page, "What they add to each other", countries.get(country.id));
    assert.ok(isNear(added[1], country.by_project.A.usd_yr) && isNear(added[2], country.by_project.B.usd_yr));
    if (country.id === "ROW") assert.equal(added[4], "n.s.");
    else assert.ok(isNear(added[4], country.multiplier[0].usd_yr));
    const shares = await rowOf(page, "What they add to each other", countries.get(country.id), 1);
    assert.ok(isNear(shares[1], country.shapley.A.usd_yr) && isNear(shares[2], country.shapley.B.usd_yr));
  }
});

test("every chart has a name and its table", async () => {
  const page = await show(file);
  const figures = await page.locator("figure:has(.plot)").count();
  assert.equal(figures, 5);
  assert.equal(await page.locator("figure .plot svg[role=img][aria-label]").count(), figures);
  assert.ok((await page.locator(".plot svg rect, .plot svg path, .plot svg circle").count()) > 30);
});

test("the parameter that turns the sign is named", async () => {
  const page = await show(file);
  assert.ok((await page.innerText("main")).includes("changes within the range of: time value."));
});

test("the map shows base, all and change, of the region and of everything", async () => {
  const page = await show(file);
  const more = data.study.links.filter((link) => link.tonnes_all - link.tonnes_base > 0.5).length;
  assert.equal(await page.locator(".map .line.more").count(), more);
  for (const [select, option] of [
    [0, "1"],
    [0, "2"],
    [1, "1"],
  ]) {
    await page.locator(".choice select").nth(select).selectOption(option);
    await page.waitForTimeout(80);
  }
  assert.equal(await page.locator(".map .line.flow").count(), data.study.links.filter((link) => link.tonnes_all >= 0.5).length);
  assert.deepEqual(page.wrong, []);
});

test("what is folded opens: links, places, projects", async () => {
  const page = await show(file);
  for (const summary of await page.locator("details > summary").all()) await summary.click();
  await page.waitForTimeout(100);
  const carried = page.locator('section:has(> h2:text-is("Freight")) details table').nth(1);
  assert.equal(await carried.locator("tbody tr").count(), data.study.links.length);
  assert.deepEqual(page.wrong, []);
});

test("light and dark pass axe, on a desk and on a phone that need not be moved sideways", async () => {
  for (const colorScheme of ["light", "dark"])
    for (const width of [1280, 360]) {
      const page = await show(file, { colorScheme, viewport: { width, height: 800 } });
      assert.deepEqual(await axeFinds(page), [], `${colorScheme}, ${width} px`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    }
});

for (const [what, text] of [
  ["markup", "<img src=x onerror='window.ran=1'></script>"],
  ["a very long name", "Verylongname".repeat(300)],
  ["writing from the right", "\u202E\u2066שלום"],
])
  test(`${what} in names stays text`, async () => {
    const hostile = pageWith(
      studyFixture((name) => `${name} ${text}`),
      join(work, "hostile-study.html"),
    );
    for (const width of [1280, 360]) {
      const page = await show(hostile, { viewport: { width, height: 800 } });
      assert.deepEqual(page.wrong, []);
      assert.equal(await page.evaluate(() => window.ran), undefined);
      assert.equal(await page.locator("#view img, #view script").count(), 0);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${width} px`);
    }
  });

test("a real study: its page holds the JSON, and shows it", async () => {
  const real = join(work, "real.html");
  const answer = JSON.parse(keruen("study", "run", join(studies, "kz-az.yaml"), "--draws", "0", "--json", "--html", real));
  const page = await show(real);
  assert.deepEqual((await dataOf(page)).study, answer);
  for (const country of answer.countries.filter((one) => ["KZ", "AZ", "CN"].includes(one.id))) {
    const gains = await rowOf(page, "Who gains", { KZ: "Kazakhstan", AZ: "Azerbaijan", CN: "China" }[country.id]);
    assert.ok(isNear(gains[4], country.all.usd_yr), `${country.id}: ${gains[4]} is not ${country.all.usd_yr}`);
  }
  assert.equal(await page.locator(".sources li").count(), answer.sources.length);
  assert.ok(statSync(real).size < 2e6);
  assert.deepEqual(await axeFinds(page), []);
  assert.deepEqual(page.wrong, []);
  const phone = await show(real, { viewport: { width: 360, height: 740 } });
  assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 360);
});

test("the weak points: the page holds the JSON, with and without something open", async () => {
  const weak = join(work, "weak.html");
  const asked = ["study", "critical", "--draws", "50", "--limits", "0", "--open", "p_gyumri_kars"];
  const answer = JSON.parse(keruen(...asked, "--json", "--html", weak));
  const page = await show(weak);
  assert.deepEqual((await dataOf(page)).critical, answer);
  const rows = await rowsOf(page, "table");
  const candidates = answer.elements.filter((element) => !["link", "terminal"].includes(element.kind));
  assert.equal(rows.length, candidates.length);
  rows.slice(0, 20).forEach((cells, i) => {
    assert.equal(cells[0], candidates[i].name);
    assert.ok(Math.abs(toNumber(cells[2]) - candidates[i].cost_usd_yr) <= 0.051 * Math.abs(candidates[i].cost_usd_yr) + 0.51);
  });
  await page.selectOption(".choice select", "1");
  await page.waitForTimeout(80);
  assert.ok((await page.locator(".map .line.closed").count()) > 50);
  assert.deepEqual(await axeFinds(page), []);
  assert.deepEqual(page.wrong, []);
  const phone = await show(weak, { viewport: { width: 360, height: 740 } });
  assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 360);
});

test("tables of a command are shown as they are", async () => {
  const page = await show(
    pageWith(
      {
        view: "tables",
        title: "t",
        words: [],
        version: "0",
        sources: [],
        tables: [
          {
            title: "Facts",
            caption: "What they say",
            columns: [
              { name: "id", label: "id", kind: "text" },
              { name: "value", label: "value", unit: "t", kind: "number", digits: 1 },
            ],
            rows: [
              { id: "a", value: 2.25, value_estimate: true },
              { id: "<b>", value: null },
            ],
          },
        ],
      },
      join(work, "tables.html"),
    ),
  );
  assert.deepEqual(await rowsOf(page, "table"), [
    ["a", "~estimated 2.3"],
    ["<b>", "–"],
  ]);
  assert.deepEqual(page.wrong, []);
});
