import { contentOf, findChromium, goThrough, moved, type Shown, shown } from "@limen/collect/browser";
import { serveStudy } from "@limen/collect/testing";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, describe, expect, test } from "vitest";
import { heading, isNarrow, openPageIn, PATIENCE, PHONE, seriousFaults } from "./browser.ts";

const browser = await findChromium();
afterAll(() => browser?.close());

// Where there is no Chromium, these are listed as skipped.
describe.skipIf(browser === undefined)("a participant's page", () => suite(browser!));

const byKeys = (page: Page) => async (what: Shown) => {
  await page.keyboard.press(what === "face" ? "2" : "Enter");
  return undefined;
};

function suite(chromium: Browser): void {
  const openPage = openPageIn(chromium);

  test("a whole session by keys alone; axe finds nothing serious on any screen; every answer is there once", async () => {
    const { address, study, gathered } = await serveStudy();
    const page = await openPage(`${address}/join?PROLIFIC_PID=someone`);
    expect(page.url()).toBe(`${address}/`);
    const faults: string[] = [];
    const press = byKeys(page);
    const code = await goThrough(page, async (what) => {
      faults.push(...(await seriousFaults(page)));
      await press(what);
    });
    expect(faults).toEqual([]);
    expect(code).toMatch(/^(\w{4}-){3}\w{4}$/);
    const { trials, displays, screens } = await gathered();
    const { core, own, repeats, catches } = study.size;
    expect(trials.map(({ trial }) => trial)).toEqual(
      Array.from({ length: core + own + repeats + catches }, (_, i) => i),
    );
    expect(new Set(trials.map(({ response }) => response))).toEqual(new Set(["happiness"]));
    for (const { rt_ms } of trials) expect(rt_ms).toBeGreaterThan(0);
    for (const { refresh_hz, was_hidden } of displays) {
      expect(refresh_hz).toBeGreaterThan(10);
      expect(was_hidden).toBe(false);
    }
    expect(screens).toMatchObject([{ was_measured: false, has_touch: false }]);
  }, 120_000);

  test("on a phone, by touch: nothing is wider than the screen", async () => {
    const { address, gathered } = await serveStudy({ confidence: true });
    const page = await openPage(address, PHONE);
    await goThrough(page, async () => {
      expect(await isNarrow(page)).toBe(true);
      await page.tap("button.choice");
    });
    const { displays, screens, trials } = await gathered();
    expect(trials).toHaveLength(displays.length);
    // The first of five answers is the least sure.
    expect(new Set(trials.map(({ confidence }) => confidence))).toEqual(new Set([0]));
    expect(screens).toMatchObject([{ has_touch: true }]);
  }, 120_000);

  test("a reload at every trial, and every other answer given without a connection: none lost, none doubled", async () => {
    const { address, gathered } = await serveStudy();
    const page = await openPage(address);
    const press = byKeys(page);
    let faces = 0;
    await goThrough(page, async (what) => {
      if (what !== "face" || !(await heading(page)).endsWith("of 12")) return press(what);
      faces++;
      const isOffline = faces % 2 === 0;
      const before = await contentOf(page);
      await page.setOfflineMode(isOffline);
      await press(what);
      await moved(page, before);
      // The face goes before its answer is in the browser's storage, where it outlives the page.
      await new Promise((resolve) => setTimeout(resolve, 200));
      await page.setOfflineMode(false);
      await page.reload();
    });
    const { trials, participants } = await gathered();
    expect(participants).toHaveLength(1);
    expect(trials.map(({ trial }) => trial)).toEqual(trials.map((_, i) => i));
    expect(trials).toHaveLength(12);
    expect(faces).toBe(12);
  }, 240_000);

  test("a second tab takes over, and the first says so; going back leaves nothing", async () => {
    const { address, gathered } = await serveStudy();
    const first = await openPage(address);
    const press = byKeys(first);
    while ((await shown(first)) !== "face" || !(await heading(first)).endsWith("of 12")) {
      const before = await contentOf(first);
      await press(await shown(first));
      await moved(first, before);
    }
    const second = await first.browserContext().newPage();
    second.on("dialog", (dialog) => void dialog.accept());
    await second.goto(address);
    await shown(second);
    await first.bringToFront();
    await first.keyboard.press("1");
    await first.waitForFunction(() => document.body.textContent?.includes("another window"), {
      timeout: PATIENCE,
    });
    await second.bringToFront();
    await second.goBack().catch(() => null);
    await second.goto(address);
    await goThrough(second, byKeys(second));
    const { trials, participants } = await gathered();
    expect(participants).toHaveLength(1);
    expect(trials.map(({ trial }) => trial)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  }, 120_000);

  test("the back button, pressed at every face and twice at one: the page stays or goes on, none lost, none doubled", async () => {
    const { address, gathered } = await serveStudy();
    const page = await openPage(`${address}/join?PROLIFIC_PID=back`);
    const press = byKeys(page);
    let faces = 0;
    await goThrough(page, async (what) => {
      if (what !== "face" || !(await heading(page)).endsWith("of 12")) return press(what);
      faces++;
      const shownBefore = await heading(page);
      await page.evaluate(() => history.back());
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect([page.url(), await heading(page)]).toEqual([`${address}/`, shownBefore]);
      const before = await page.$eval("#experiment", (found) => found.innerHTML);
      await press(what);
      await moved(page, before);
      if (faces !== 5) return;
      // Away from the study altogether, and back in.
      await page.goto("about:blank");
      await page.goBack();
    });
    expect(faces).toBe(12);
    const { trials, participants } = await gathered();
    expect(participants).toHaveLength(1);
    expect(trials.map(({ trial }) => trial)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  }, 120_000);

  test("a laptop that sleeps at a face, loses its network and wakes hours later by the clock: that trial is late, the rest goes on", async () => {
    const { address, gathered } = await serveStudy({ deadlineMs: 2000 });
    const page = await openPage(address);
    const client = await page.createCDPSession();
    const press = byKeys(page);
    let slept: string | undefined;
    let freezes = 0;
    await page.exposeFunction("countFreeze", () => freezes++);
    await goThrough(page, async (what) => {
      const title = what === "face" ? await heading(page) : "";
      if (slept !== undefined || !title.endsWith("4 of 12")) return press(what);
      slept = title;
      await page.evaluate(() => {
        const own = globalThis as unknown as { countFreeze(): void };
        document.addEventListener("freeze", () => own.countFreeze());
      });
      await page.setOfflineMode(true);
      await client.send("Page.setWebLifecycleState", { state: "frozen" });
      // Longer than the deadline: nothing of the page runs meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await client.send("Page.setWebLifecycleState", { state: "active" });
      // A page that was frozen is out of sight until it is looked at again; and no face is shown out of sight.
      const other = await page.browserContext().newPage();
      await page.bringToFront();
      await other.close();
      await page.evaluate(() => {
        const now = Date.now.bind(Date);
        Date.now = () => now() + 9 * 3_600_000;
      });
      await page.setOfflineMode(false);
    });
    expect([slept, freezes]).toEqual(["Face 4 of 12", 1]);
    const { trials, participants, displays } = await gathered();
    expect(participants).toHaveLength(1);
    expect(trials.map(({ trial }) => trial)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(displays[3]!.was_hidden).toBe(true);
    expect(trials[3]).toMatchObject({ response: null, rt_ms: null });
    for (const { rt_ms } of trials) expect(rt_ms ?? 0).toBeLessThan(3000);
  }, 120_000);

  test("who has a code can delete everything on the page", async () => {
    const { address, gathered } = await serveStudy();
    const page = await openPage(address);
    const press = byKeys(page);
    let code = "";
    await goThrough(page, async (what) => {
      if (what === "screen" && (await page.$(".screen .code"))) {
        code = await page.$eval(".code", (found) => found.textContent ?? "");
      }
      await press(what);
    });
    expect((await gathered()).participants).toHaveLength(1);
    const later = await openPage(`${address}/#withdraw`);
    await shown(later);
    await later.type("#code", "wrong");
    await later.click("button.choice");
    await later.waitForFunction(() => document.body.textContent?.includes("no such code"), {
      timeout: PATIENCE,
    });
    await later.click("button.choice");
    await later.waitForSelector("#code");
    await later.type("#code", code);
    await later.click("button.choice");
    await later.waitForFunction(() => document.body.textContent?.includes("have been deleted"), {
      timeout: PATIENCE,
    });
    expect((await gathered()).participants).toEqual([]);
  }, 120_000);
}
