import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { UserError } from "@limen/errors";
import type { Browser } from "puppeteer-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/** A headless Chromium of this machine: the one that LIMEN_CHROMIUM names, else one on the path; undefined where there is none. */
export async function findChromium(): Promise<Browser | undefined> {
  const executablePath = process.env.LIMEN_CHROMIUM || NAMES.map(onPath).find((path) => path !== "");
  if (executablePath === undefined || !existsSync(executablePath)) return undefined;
  const { default: puppeteer } = await import("puppeteer-core");
  return puppeteer.launch({
    executablePath,
    headless: true,
    // Chromium has no sandbox for root; the pages are those of the study.
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu"],
  });
}

/** Throws a UserError that says how to get one. */
export async function startChromium(): Promise<Browser> {
  const browser = await findChromium().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new UserError({
      message: "the package puppeteer-core is not installed",
      place: { field: "--browser" },
      hint: "npm run setup installs it, unless optional dependencies were left out",
    });
  });
  if (browser !== undefined) return browser;
  throw new UserError({
    message: `there is no Chromium: none of ${NAMES.join(", ")} is on the path`,
    place: { field: "--browser" },
    hint: "install it (Debian, Ubuntu: apt-get install chromium; macOS: brew install --cask chromium), or name it in LIMEN_CHROMIUM",
  });
}

function onPath(name: string): string {
  return spawnSync("which", [name], { encoding: "utf8" }).stdout?.trim() ?? "";
}
