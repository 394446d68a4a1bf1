import { type Check, doctor as examine, isInstalled } from "@limen/engine";
import { PRODUCTS, thisCpu } from "@limen/numerics/cpu";
import { findWorkspace } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { print, printJson } from "../output.ts";
import { colour } from "../render/format.ts";

interface DoctorOptions {
  readonly json?: boolean;
  readonly ops?: boolean;
}

interface Line extends Check {
  /** What is said where it is not ok. */
  readonly fault?: string;
}

/** `limen doctor`: what the machine has, and how to mend what it lacks. */
export async function doctor({ json, ops }: DoctorOptions): Promise<number> {
  const checks: Line[] = await examine({ artifactsDirectory: findWorkspace().artifacts });
  checks.push(checkBytes());
  if (ops && isInstalled()) checks.push(...(await checkOps()));
  const good = checks.every(({ ok }) => ok);
  if (json) {
    printJson(checks);
    return good ? EXIT.good : EXIT.failed;
  }
  const width = Math.max(...checks.map(({ name }) => name.length));
  for (const { name, value, ok, remedy, fault = "MISSING" } of checks) {
    print(`${ok ? colour("green", "ok     ") : colour("red", fault)}  ${name.padEnd(width)}  ${value}`);
    if (!ok && remedy !== undefined) print(`         ${" ".repeat(width)}  → ${remedy}`);
  }
  return good ? EXIT.good : EXIT.failed;
}

/** Other CPUs may well give the same bytes: nothing is missing. */
function checkBytes(): Check {
  const { model, isKnown } = thisCpu();
  const seen = isKnown
    ? "the committed lock files came out on such a CPU"
    : "no lock file was made on such a CPU: npx limen doctor --ops says whether its ops give the same bytes";
  return { name: "equal bytes", value: `${seen} (${model})`, ok: true };
}

/** In canonical mode: in the fast mode other bytes are what was asked for. */
async function checkOps(): Promise<Line[]> {
  process.env.LIMEN_MODE = "canonical";
  const { compareNumbers, describeDifference, printNumbers, readReference } = await import("@limen/numerics");
  const prints = printNumbers();
  const found = compareNumbers(prints, readReference());
  const count = prints.reduce((sum, { kernels }) => sum + kernels.length, 0);
  if (found.length === 0) {
    return [
      {
        name: "ops",
        value: `${count} kernels of ${prints.length} parts give the bytes that they should`,
        ok: true,
      },
    ];
  }
  return found.map((difference) => ({
    name: "ops",
    value: describeDifference(difference),
    ok: false,
    fault: "DIFFERS",
    remedy:
      difference.part === PRODUCTS
        ? "known: nets with large matrix products come out as on the authors' CPUs within rounding, not byte by byte (shared/numerics/README.md)"
        : "results on this machine are right, but other bytes than the lock files': please report it with this line and the CPU above",
  }));
}
