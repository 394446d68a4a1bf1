import { writeFileSync } from "node:fs";
import type { ContextOf } from "@limen/stage";
import type stage from "./index.ts";

export async function run({ params, output }: ContextOf<typeof stage>): Promise<void> {
  writeFileSync(output("number"), JSON.stringify(params.value));
}
