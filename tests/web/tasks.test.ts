import { findChromium, goThrough, shown } from "@limen/collect/browser";
import { serveStudy } from "@limen/collect/testing";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, describe, expect, test } from "vitest";
import { heading, isNarrow, openPageIn, PATIENCE, PHONE, seriousFaults } from "./browser.ts";

const browser = await findChromium();
afterAll(() => browser?.close());

// Where there is no Chromium, these are listed as skipped.
describe.skipIf(browser === undefined)("a participant's page, other tasks", () => suite(browser!));

function suite(chromium: Browser): void {
  const openPage = openPageIn(chromium);

  /** Asks axe about each kind of screen once, and each trial. */
  async function sessionByKeys(page: Page, answer: (page: Page) => Promise<void>): Promise<string[]> {
    const faults: string[] = [];
    await goThrough(page, async (what) => {
      faults.push(...(await seriousFaults(page)));
      if (what === "face") await answer(page);
      else if (await isQuestion(page)) await page.keyboard.press("4");
      else await page.keyboard.press("Enter");
    });
    return faults;
  }

  const isQuestion = async (page: Page) => (await page.$$(".screen button.choice")).length > 1;

  test("comparison: a session by the arrow keys alone, with confidence; axe finds nothing serious", async () => {
    const { address, study, gathered } = await serveStudy({ task: "comparison", confidence: true });
    const page = await openPage(address);
    const questions = new Set<string>();
    const faults = await sessionByKeys(page, async () => {
      questions.add((await heading(page)).replace(/^.*\. /, ""));
      await page.keyboard.press("ArrowRight");
    });
    expect(faults).toEqual([]);
    for (const question of questions)
      expect(question).toMatch(/^Which face looks (angrier|happier|sadder)\?$/);
    const { comparisons, trials, displays, task } = await gathered();
    const { core, own, repeats, catches } = study.size;
    expect([task, trials]).toEqual(["comparison", []]);
    expect(comparisons).toHaveLength(core + own + repeats + catches);
    expect(new Set(comparisons.map(({ response }) => response))).toEqual(new Set(["right"]));
    expect(new Set(comparisons.map(({ confidence }) => confidence))).toEqual(new Set([0.75]));
    expect(displays).toHaveLength(comparisons.length);
    for (const { rt_ms } of comparisons) expect(rt_ms).toBeGreaterThan(0);
    for (const { refresh_hz, was_hidden } of displays) {
      expect(refresh_hz).toBeGreaterThan(10);
      expect(was_hidden).toBe(false);
    }
  }, 180_000);

  test("rating: a session by number keys alone; axe finds nothing serious", async () => {
    const { address, gathered } = await serveStudy({ task: "rating" });
    const page = await openPage(address);
    const faults = await sessionByKeys(page, async () => {
      // The first class has the focus; each key goes on to the next, and the last to the button.
      for (const key of ["5", "1", "3", "Enter"]) await page.keyboard.press(key as "5");
    });
    expect(faults).toEqual([]);
    const { trials, task } = await gathered();
    expect(task).toBe("rating");
    expect(trials).toHaveLength(12);
    for (const { ratings, response, rt_ms } of trials) {
      expect([[...ratings!], response]).toEqual([[1, 0, 0.5], "anger"]);
      expect(rt_ms).toBeGreaterThan(0);
    }
  }, 180_000);

  test("rating: nothing is set beforehand, and all must be; radio buttons work by Tab, space and arrows too", async () => {
    const { address, gathered } = await serveStudy({ task: "rating", practice: 0 });
    const page = await openPage(address);
    while ((await shown(page)) !== "face") {
      await page.keyboard.press("Enter");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await page.$$("input:checked")).toHaveLength(0);
    await page.keyboard.press("2");
    await page.keyboard.press("Enter");
    const missing = () => page.$eval(".missing", (found) => found.textContent);
    expect(await missing()).toBe("Please rate these too: happiness, sadness");
    expect(await seriousFaults(page)).toEqual([]);
    // The first that is missing has the focus.
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    expect(await missing()).toBe("");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("h1")?.textContent?.includes("2 of 12"), {
      timeout: PATIENCE,
    });
    // The next face is shown while the answer is still on its way.
    const given = async () => (await gathered()).trials.map(({ ratings }) => [...ratings!]);
    await expect.poll(given, { timeout: PATIENCE }).toEqual([[0.25, 0.25, 0]]);
  }, 60_000);

  test("sliders on a phone, by touch: the middle is an answer when it was touched; nothing is wider than the screen", async () => {
    const { address, gathered } = await serveStudy({ task: "rating", ratingScale: "sliders" });
    const page = await openPage(address, PHONE);
    await goThrough(page, async (what) => {
      expect(await isNarrow(page)).toBe(true);
      const sliders = what === "face" ? await page.$$("input[type=range]") : [];
      for (const slider of sliders) await slider.tap();
      await page.tap("button.choice");
    });
    const { trials, screens } = await gathered();
    expect(trials).toHaveLength(12);
    for (const { ratings } of trials)
      for (const rating of ratings!) expect(Math.abs(rating - 0.5)).toBeLessThan(0.05);
    expect(screens).toMatchObject([{ has_touch: true }]);
  }, 180_000);

  test("steps and comparisons on a phone, by touch, with a question of intensity and confidence after choices", async () => {
    const rating = await serveStudy({ task: "rating", practice: 0, trialsPerParticipant: 4 });
    const ratingPage = await openPage(rating.address, PHONE);
    await goThrough(ratingPage, async (what) => {
      expect(await isNarrow(ratingPage)).toBe(true);
      if (what === "face") for (const step of await ratingPage.$$(".step:nth-child(2)")) await step.tap();
      await ratingPage.tap("button.choice");
    });
    for (const { ratings } of (await rating.gathered()).trials)
      expect([...ratings!]).toEqual([0.25, 0.25, 0.25]);

    const comparison = await serveStudy({ task: "comparison", practice: 3, trialsPerParticipant: 4 });
    const comparisonPage = await openPage(comparison.address, PHONE);
    await goThrough(comparisonPage, async (what) => {
      expect(await isNarrow(comparisonPage)).toBe(true);
      await comparisonPage.tap(what === "face" ? ".face-button:first-child img" : "button.choice");
    });
    for (const { response } of (await comparison.gathered()).comparisons) expect(response).toBe("left");

    const asked = { confidence: true, intensity: true, practice: 0, trialsPerParticipant: 4 };
    const choice = await serveStudy(asked);
    const choicePage = await openPage(choice.address, PHONE);
    await goThrough(choicePage, async () => {
      expect(await isNarrow(choicePage)).toBe(true);
      await choicePage.tap("button.choice:last-child");
    });
    for (const row of (await choice.gathered()).trials)
      expect(row).toMatchObject({ confidence: 1, intensity: 1 });
  }, 180_000);

  test("a deadline that passes: no answer, nothing more is asked, and it goes on", async () => {
    const { address, gathered } = await serveStudy({
      task: "comparison",
      confidence: true,
      deadlineMs: 100,
      practice: 0,
      trialsPerParticipant: 4,
    });
    const page = await openPage(address);
    await page.waitForSelector("button.choice:enabled");
    for (let steps = 0; steps < 100; steps++) {
      if (await page.evaluate(() => document.body.textContent?.includes("Your completion code"))) break;
      if (await page.$(".screen button.choice")) await page.keyboard.press("Enter");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const { comparisons } = await gathered();
    expect(comparisons.length).toBeGreaterThan(2);
    for (const row of comparisons)
      expect(row).toMatchObject({ response: null, rt_ms: null, confidence: null });
  }, 60_000);
}
