// ledger.test.mjs: the pages of keruen facts --html.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { axeFinds, close, closePages, dataOf, keruen, open, rowsOf, show, work } from "./browser.mjs";

before(open);
after(close);
afterEach(closePages);

for (const [list, ...option] of [["claims"], ["agreements", "--agreements"], ["commitments", "--commitments"]])
  test(`${list}: all rows, the search, axe, a phone`, async () => {
    const file = join(work, `${list}.html`);
    const answer = JSON.parse(keruen("facts", ...option, "--json", "--html", file));
    const page = await show(file);
    assert.deepEqual((await dataOf(page)).rows, answer.rows);
    const rows = await rowsOf(page, "table");
    assert.equal(rows.length, answer.rows.length);
    rows.forEach((cells, i) => assert.ok(cells.join(" ").includes(answer.rows[i].claim ?? answer.rows[i].title)));
    await page.fill("input[type=search]", "trade");
    const left = await page.locator("tbody tr:visible").count();
    assert.equal(left, rows.filter((cells) => cells.join(" ").toLowerCase().includes("trade")).length);
    assert.ok(left > 0 && left < rows.length);
    assert.deepEqual(await axeFinds(page), []);
    assert.deepEqual(page.wrong, []);
    const phone = await show(file, { viewport: { width: 360, height: 740 } });
    assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 360);
  });
