import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadPipeline } from "@limen/runner";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { root } from "../support/root.ts";
import { stageFolder, stageNames } from "../support/stages.ts";

type Nodes = Record<string, unknown>;

const demo = parse(readFileSync(join(root, "pipelines/demo.yaml"), "utf8")) as { nodes: Nodes };

/** What pages call nodes of the demo besides their names there. */
const cast: Nodes = {
  ...demo.nodes,
  prepare: demo.nodes.faces,
  stimuli: demo.nodes.boundaries,
  align: demo.nodes.alignment,
};

const snippets = stageNames().flatMap((stage) => {
  const page = readFileSync(join(stageFolder(stage), "README.md"), "utf8");
  return [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map((match) => ({ stage, yaml: match[1]! }));
});

test("the pages of stages show how to use them", () => {
  expect(snippets.length).toBeGreaterThan(4);
});

test.each(snippets)("the snippet in the README of $stage is a valid part of the demo", async ({ yaml }) => {
  const nodes = parse(yaml) as Nodes;
  const file = join(temporaryDirectory(), "snippet.yaml");
  writeFileSync(file, stringify({ ...demo, nodes: { ...cast, ...nodes } }));
  const stagesFolder = join(root, "stages");
  const pipeline = await loadPipeline(file, { stagesFolder, missingData: "allow" });
  expect(pipeline.instances.map(({ node }) => node)).toEqual(expect.arrayContaining(Object.keys(nodes)));
});
