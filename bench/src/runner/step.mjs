// One step of the DAG as any runner would start it, and the bare process that overhead is measured against:
// `node step.mjs OUT VALUE [IN...]` writes the sum of a value and of what the other files hold.
import { readFileSync, writeFileSync } from "node:fs";

const [out, value, ...inputs] = process.argv.slice(2);
const numbers = inputs.map((path) => JSON.parse(readFileSync(path, "utf8")));
writeFileSync(out, JSON.stringify(numbers.reduce((sum, number) => sum + number, Number(value))));
