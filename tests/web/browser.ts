import axe from "axe-core";
import type { Browser, Page, Viewport } from "puppeteer-core";
import { expect, onTestFinished } from "vitest";

/** (milliseconds) after which a page is taken to hang. */
export const PATIENCE = 15_000;
export const PHONE: Viewport = {
  width: 360,
  height: 640,
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};

/** Opens pages, each of a person of their own; what goes wrong in one fails the test, and so does what its policy forbids. */
export function openPageIn(chromium: Browser) {
  return async (address: string, viewport?: Viewport): Promise<Page> => {
    const context = await chromium.createBrowserContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (/content security policy/i.test(message.text())) errors.push(message.text());
    });
    page.on("dialog", (dialog) => void dialog.accept());
    if (viewport) await page.setViewport(viewport);
    await page.goto(address);
    onTestFinished(() => expect(errors).toEqual([]));
    return page;
  };
}

/** What axe finds on the page as it is, of the serious and the critical. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string }[] }> } }
    ).axe.run();
    return violations
      .map(({ id, impact }) => `${impact}: ${id}`)
      .filter((found) => /serious|critical/.test(found));
  });
}

/** Number and total in the heading of a face that counts or is for practice. */
export function heading(page: Page): Promise<string> {
  return page.$eval("h1", (found) => found.textContent ?? "");
}

/** Whether nothing is wider than the screen. */
export function isNarrow(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
}
