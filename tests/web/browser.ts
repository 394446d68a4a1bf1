import { spawnSync } from "node:child_process";
import puppeteer, { type Browser } from "puppeteer-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/** A headless Chromium of this machine; undefined where there is none. */
export async function startBrowser(): Promise<Browser | undefined> {
  const paths = NAMES.map((name) => spawnSync("which", [name], { encoding: "utf8" }).stdout.trim());
  const executablePath = paths.find((path) => path !== "");
  if (executablePath === undefined) return undefined;
  // Tests may run as root, where Chromium has no sandbox; all pages are ours.
  return puppeteer.launch({ executablePath, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
}
