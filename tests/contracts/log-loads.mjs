// A Node loader hook: notes every module that is resolved, and who asked for it, in the file $LIMEN_TEST_LOADS.
import { appendFileSync } from "node:fs";

export async function resolve(specifier, context, next) {
  const result = await next(specifier, context);
  appendFileSync(process.env.LIMEN_TEST_LOADS, `${result.url} for ${context.parentURL}\n`);
  return result;
}
