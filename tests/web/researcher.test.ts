import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { takePart } from "@limen/collect";
import { findChromium } from "@limen/collect/browser";
import { serveStudy } from "@limen/collect/testing";
import { RandomStream } from "@limen/random";
import { temporaryDirectory } from "@limen/testing";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, describe, expect, test } from "vitest";
import { openPageIn, PHONE, seriousFaults } from "./browser.ts";

const PATIENCE = 15_000;
const TOKEN = "token";

const browser = await findChromium();
afterAll(() => browser?.close());

describe.skipIf(browser === undefined)("the researcher's page", () => suite(browser!));

function suite(chromium: Browser): void {
  const openPage = openPageIn(chromium);

  async function logIn(page: Page): Promise<void> {
    await page.waitForSelector("#token", { timeout: PATIENCE });
    await page.type("#token", TOKEN);
    await page.keyboard.press("Enter");
    await page.waitForSelector("section", { timeout: PATIENCE });
  }

  function says(page: Page, text: string): Promise<unknown> {
    return page.waitForFunction(
      (wanted) => document.body.textContent.includes(wanted),
      { timeout: PATIENCE },
      text,
    );
  }

  async function press(page: Page, label: string): Promise<void> {
    await page.locator(`::-p-xpath(//button[normalize-space()="${label}"])`).click();
  }

  async function served(robots: number) {
    const study = await serveStudy();
    const random = RandomStream.fromSeed("researcher");
    for (let i = 0; i < robots; i++) {
      await takePart({
        address: study.address,
        name: `robot-${i}`,
        // Too fast for the rules, and always the same key.
        decide: () => ({ response: "anger", rtMs: 100 + random.integer(50) }),
      });
    }
    return study;
  }

  test("a wrong token opens nothing; the right one opens the page, and no script can read what the browser keeps", async () => {
    const { address } = await served(0);
    const page = await openPage(`${address}/researcher`);
    await page.waitForSelector("#token", { timeout: PATIENCE });
    expect(await seriousFaults(page)).toEqual([]);
    await page.type("#token", "wrong");
    await page.keyboard.press("Enter");
    await says(page, "This is not the token.");
    expect(await page.$("section")).toBeNull();
    await page.evaluate(() => (document.querySelector<HTMLInputElement>("#token")!.value = ""));
    await logIn(page);
    expect(await page.evaluate(() => `${document.cookie}${JSON.stringify({ ...localStorage })}`)).toBe("{}");
    expect(page.url()).toBe(`${address}/researcher`);
    // A reload goes on, and logging out ends it.
    await page.reload();
    await page.waitForSelector("section", { timeout: PATIENCE });
    await press(page, "Log out");
    await page.waitForSelector("#token", { timeout: PATIENCE });
    await page.reload();
    await page.waitForSelector("#token", { timeout: PATIENCE });
  }, 60_000);

  test("counts, exclusions and answers a stimulus are shown, labelled simulated, on a phone too; axe finds nothing serious", async () => {
    const { address } = await served(2);
    const page = await openPage(`${address}/researcher`, PHONE);
    await logIn(page);
    const row = await page.$$eval("tbody tr", (rows) =>
      rows.map((found) => [...found.children].map((cell) => cell.textContent)),
    );
    expect(row.slice(0, 6)).toEqual([
      ["Begun", "0", "2"],
      ["Going on", "0", "0"],
      ["Completed", "0", "2"],
      ["Left", "0", "0"],
      ["Answers", "0", "24"],
      ["Progress of those going on (median)", "–", "–"],
    ]);
    await press(page, "Apply the rules");
    await says(page, "Of 2 simulated participants: 2 would be excluded");
    await page.waitForSelector(".struck", { timeout: PATIENCE });
    await says(page, "Median response time, under 300 ms");
    expect(await seriousFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  }, 60_000);

  test("where faces were compared: answers are counted by pair, the rules apply, and comparisons are saved", async () => {
    const { address, study } = await serveStudy({ task: "comparison" });
    await takePart({
      address,
      name: "simulated 1",
      decide: () => ({ response: "left", rtMs: 900 }),
    });
    const page = await openPage(`${address}/researcher`);
    await logIn(page);
    await says(page, `to each of ${study.items.length} pairs`);
    await says(page, "Pairs by their number of answers");
    await press(page, "Apply the rules");
    await says(page, "Of 1 simulated participants: 1 would be excluded");
    await says(page, "Largest share of one answer, over 0.75");
    expect(await page.$$('a[href="/api/admin/export/comparisons"]')).toHaveLength(1);
    expect(await seriousFaults(page)).toEqual([]);
  }, 60_000);

  test("by keys alone: pausing asks first, Escape leaves the study open, and the dialog is sound for axe", async () => {
    const { address } = await served(0);
    const page = await openPage(`${address}/researcher`);
    await logIn(page);
    const state = async () =>
      ((await (await fetch(`${address}/api/study`)).json()) as { readonly state: string }).state;
    const focusPause = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("button")].find((found) => found.textContent === "Pause")!.focus(),
      );
    await focusPause();
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open]", { timeout: PATIENCE });
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { hidden: true, timeout: PATIENCE });
    expect(await state()).toBe("open");
    await focusPause();
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open]", { timeout: PATIENCE });
    // The button that changes nothing has the focus first.
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await says(page, "The study is paused.");
    expect(await state()).toBe("paused");
    await press(page, "Close");
    await page.waitForSelector("dialog[open]", { timeout: PATIENCE });
    await press(page, "Close the study");
    await says(page, "Closed: nobody may answer.");
    expect(await state()).toBe("closed");
  }, 60_000);

  test("the downloads are the tables that --export writes", async () => {
    const { address } = await served(1);
    const page = await openPage(`${address}/researcher`);
    await logIn(page);
    const folder = join(temporaryDirectory(), "downloads");
    mkdirSync(folder);
    const client = await page.createCDPSession();
    await client.send("Browser.setDownloadBehavior", {
      behavior: "allow",
      browserContextId: page.browserContext().id!,
      downloadPath: folder,
      eventsEnabled: true,
    });
    const done = new Promise<void>((resolve) => {
      client.on("Browser.downloadProgress", ({ state }) => state === "completed" && resolve());
    });
    await page.locator('a[href$="export/trials"]').click();
    await done;
    const csv = readFileSync(join(folder, "trials.csv"), "utf8").trimEnd().split("\r\n");
    expect(csv).toHaveLength(13);
    expect(csv[1]).toMatch(/,simulated$/);
  }, 60_000);

  test("a server that does not answer is said, and what was known stays", async () => {
    const { address } = await served(0);
    const page = await openPage(`${address}/researcher`);
    await logIn(page);
    await page.setOfflineMode(true);
    await press(page, "Apply the rules");
    await says(page, "The server does not answer.");
    expect(await page.$$("section")).toHaveLength(5);
    await page.setOfflineMode(false);
    await page.waitForFunction(() => document.querySelector(".trouble")?.textContent === "", {
      timeout: PATIENCE,
    });
  }, 60_000);
}
