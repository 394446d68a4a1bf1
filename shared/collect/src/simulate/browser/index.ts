export { contentOf, goThrough, moved, type Shown, shown } from "./page-driver.ts";
export { findChromium } from "./start-chromium.ts";
export { throughBrowser } from "./through-browser.ts";
