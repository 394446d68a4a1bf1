// `npm run check`: types, lint, format, unused code, boundaries. Runs them all and names every one that failed.
import { $ } from "zx";
import { environment, root, setup } from "./setup.mjs";

setup();
const checks = {
  types: ["turbo", "run", "check-types", "--concurrency=100%", "--output-logs=errors-only"],
  "lint and format": ["biome", "check", "."],
  promises: ["oxlint", "--type-aware", "."],
  "unused code": ["knip", "--no-progress"],
  boundaries: ["turbo", "boundaries"],
};
const shell = $({
  cwd: root,
  env: { ...environment, TURBO_TELEMETRY_DISABLED: "1" },
  nothrow: true,
  verbose: false,
});
const failed = [];
for (const [name, command] of Object.entries(checks)) {
  const result = await shell`${command}`;
  process.stdout.write(`${result.exitCode === 0 ? "ok  " : "FAIL"} ${name}\n`);
  if (result.exitCode === 0) continue;
  failed.push(name);
  process.stdout.write(`${result.stdout}${result.stderr}\n`);
}
process.exit(failed.length === 0 ? 0 : 1);
