import { doctor as examine } from "@limen/engine";
import { findWorkspace } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { print, printJson } from "../output.ts";
import { colour } from "../render/format.ts";

/** `limen doctor`: what the machine has, and how to mend what it lacks. */
export async function doctor({ json }: { json?: boolean }): Promise<number> {
  const checks = await examine({ artifactsDirectory: findWorkspace().artifacts });
  const good = checks.every(({ ok }) => ok);
  if (json) {
    printJson(checks);
    return good ? EXIT.good : EXIT.failed;
  }
  const width = Math.max(...checks.map(({ name }) => name.length));
  for (const { name, value, ok, remedy } of checks) {
    print(`${ok ? colour("green", "ok     ") : colour("red", "MISSING")}  ${name.padEnd(width)}  ${value}`);
    if (!ok && remedy !== undefined) print(`         ${" ".repeat(width)}  → ${remedy}`);
  }
  return good ? EXIT.good : EXIT.failed;
}
