import type { Page } from "puppeteer-core";

/** What can be seen: a face to be judged, a screen with buttons, the end, or nothing that asks for anything. */
export type Shown = "face" | "screen" | "done" | "message";

/** (milliseconds) */
const PATIENCE = 15_000;

/** Waits until the page asks for something, or says something. */
export async function shown(page: Page): Promise<Shown> {
  await page.waitForSelector("button.choice:enabled, .screen .code, .screen [role=status]", {
    timeout: PATIENCE,
  });
  return page.evaluate(() => {
    if (document.querySelector(".trial button.choice:enabled")) return "face";
    if (document.querySelector(".screen button.choice")) return "screen";
    return document.querySelector(".screen .code") ? "done" : "message";
  });
}

/** The page's content, to tell by whether something else is shown. */
export function contentOf(page: Page): Promise<string> {
  return page.$eval("#experiment", (found) => found.innerHTML);
}

/** Waits until something else than `from` is shown. */
export async function moved(page: Page, from: string, patience = PATIENCE): Promise<void> {
  await page.waitForFunction(
    (before) => document.querySelector("#experiment")?.innerHTML !== before,
    { timeout: patience },
    from,
  );
}

/** Goes on to the end, by doing what `act` does with all that is shown, and gives the completion code; undefined where `act` leaves. */
export async function goThrough(
  page: Page,
  act: (what: "face" | "screen") => Promise<"leave" | undefined>,
): Promise<string | undefined> {
  for (;;) {
    const what = await shown(page);
    if (what === "done") return page.$eval(".code", (found) => found.textContent ?? "");
    if (what === "message") {
      // It goes by itself.
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    const before = await contentOf(page);
    if ((await act(what)) === "leave") return undefined;
    await moved(page, before);
  }
}
