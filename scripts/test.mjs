// `npm test` and `npm run test:full`: sets up, runs every test, ends with `N passed, N failed, N skipped`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bringPython } from "./python.mjs";
import { environment, root, setup } from "./setup.mjs";

const full = process.argv.includes("--full");
setup();
const python = bringPython("tests/requirements.txt");
// Judges of releases are large, and are asked in the full run only.
const fullEnvironment = full
  ? { LIMEN_TEST_FULL: "1", LIMEN_RELEASE_PYTHON: bringPython("tests/requirements-release.txt") }
  : {};

const folder = mkdtempSync(join(tmpdir(), "limen-test-"));
const results = join(folder, "results.json");
const { status } = spawnSync(
  "vitest",
  ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${results}`],
  {
    cwd: root,
    env: { ...environment, LIMEN_PYTHON: python, ...fullEnvironment },
    stdio: "inherit",
  },
);
const report = readReport();
const passed = report.numPassedTests;
const skipped = report.numPendingTests + report.numTodoTests;
// A file that fails to load has no tests of its own: it counts as one failure.
const brokenFiles = report.testResults.filter(
  (file) => file.status === "failed" && file.assertionResults.length === 0,
);
const failed = report.numFailedTests + brokenFiles.length;
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(status === 0 && failed === 0 && passed > 0 ? 0 : 1);

function readReport() {
  try {
    return JSON.parse(readFileSync(results, "utf8"));
  } catch (error) {
    process.stderr.write(`vitest wrote no report: ${error.message}\n`);
    process.stdout.write("0 passed, 1 failed\n");
    process.exit(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
