import { readFileSync } from "node:fs";
import stage from "@limen/finetune-classifiers";
import { stageTook } from "../stage-took.ts";

/** Runs the whole stage, from tables to tables; prints what it took. Argument: a file that says where they are. */
export interface StageJob {
  readonly inputs: Readonly<Record<"classifier" | "stimuli" | "trials" | "faces", string>>;
  readonly folder: string;
  /** One fit a person and rung: no choice of the pull, few-shot curve or kinds of people. */
  readonly light: boolean;
}

const LIGHT = { choosers: 20, folds: 2, precisions: [4], ranks: [2], clusters: 1, fewShot: [] };
const { inputs, folder, light } = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as StageJob;
// The group's last layer alone: its cost goes by stimuli, not by people.
const took = await stageTook(stage, inputs, folder, {
  params: { layers: "last", ...(light ? LIGHT : {}) },
});
console.log(JSON.stringify(took));
