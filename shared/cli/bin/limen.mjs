#!/usr/bin/env node
// Node 20 cannot read TypeScript, and registering tsx for some hundred modules takes most of a second: the command is
// bundled once, and again whenever one of its sources changes. LIMEN_SOURCES=1 runs the sources themselves, and so do
// stages from elsewhere, which no bundle holds.
import { freshBundle } from "./bundle.mjs";

const fromSources = process.env.LIMEN_SOURCES === "1" || Boolean(process.env.LIMEN_STAGES);
const bundle = fromSources ? undefined : await freshBundle();
const { main } = bundle === undefined ? await importSources() : await import(bundle);
process.exitCode = await main(process.argv.slice(2));

async function importSources() {
  const { register } = await import("tsx/esm/api");
  register();
  return import("../src/main.ts");
}
