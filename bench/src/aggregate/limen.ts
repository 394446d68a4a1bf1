import { join } from "node:path";
import stage from "@limen/aggregate-responses";
import { stageTook } from "../stage-took.ts";

/** Runs the stage with its defaults; prints what it took. Arguments: the folder, the stream's path. */
const folder = process.argv[2]!;
const inputs = { trials: join(folder, "trials.parquet"), stimuli: join(folder, "stimuli.parquet") };
console.log(JSON.stringify(await stageTook(stage, inputs, folder, { seedPath: process.argv.slice(3) })));
