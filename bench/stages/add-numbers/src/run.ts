import { readFileSync, writeFileSync } from "node:fs";
import type { ContextOf } from "@limen/stage";
import type stage from "./index.ts";

export async function run({ params, inputList, output }: ContextOf<typeof stage>): Promise<void> {
  const numbers = inputList("numbers").map(({ path }) => JSON.parse(readFileSync(path, "utf8")) as number);
  writeFileSync(
    output("number"),
    JSON.stringify(numbers.reduce((sum, number) => sum + number, params.value)),
  );
}
