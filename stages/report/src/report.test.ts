import { readFileSync } from "node:fs";
import { runStage, temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { exampleParams, writeExampleInputs } from "./example.ts";
import { html } from "./html.ts";
import stage from "./index.ts";
import { figure, interval, probability } from "./numbers.ts";
import { pipelinePicture } from "./pipeline-picture.ts";

const PIPELINE = {
  name: "toy",
  nodes: [
    { name: "faces", stage: "prepare-faces", instances: [], feeds: [] },
    { name: "nets", stage: "train-classifiers", instances: ["a", "b"], feeds: ["faces"] },
    { name: "report", stage: "report", instances: [], feeds: ["nets", "faces"] },
  ],
};

async function exampleReport(): Promise<string> {
  const inputs = await writeExampleInputs(temporaryDirectory());
  const { outputs } = await runStage(stage, { params: exampleParams, inputs, pipeline: PIPELINE });
  return readFileSync(outputs.report ?? "", "utf8");
}

test("the report is one file that asks for nothing from elsewhere, the same bytes each time", async () => {
  const text = await exampleReport();
  expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(text).not.toContain("<script");
  expect(await exampleReport()).toBe(text);
});

test("every figure in which somebody answered says that the observers are simulated", async () => {
  const text = await exampleReport();
  const blocks = text.split("<figure id=").slice(1);
  const withPeople = blocks.filter((block) =>
    /^"(?:claims-table|stimuli-|arm-entropy|alignment|gains|figure-entropy)/.test(block),
  );
  expect(withPeople.length).toBeGreaterThanOrEqual(6);
  for (const block of withPeople) expect(block).toContain("simulated observers");
  expect(blocks.find((block) => block.startsWith('"figure-yields"'))).not.toContain("simulated observers");
});

test("every figure names the digest of its source, and gives its data", async () => {
  const text = await exampleReport();
  const blocks = text
    .split("<figure id=")
    .slice(1)
    .filter((block) => !block.startsWith('"pipeline"'));
  for (const block of blocks) expect(block).toMatch(/title="sha256:[0-9a-f]{64}"/);
  const scatter = blocks.find((block) => block.startsWith('"figure-entropy_scatter"'));
  expect(scatter).toContain("Data (2 rows)");
  expect(scatter).toContain("0.950");
});

test("text from data is escaped", async () => {
  expect(await exampleReport()).toContain("<h1>Example &lt;report&gt;</h1>");
  expect(html`<p title="${'"'}">${["<", html`<b>&amp;</b>`]}</p>`.text).toBe(
    '<p title="&quot;">&lt;<b>&amp;</b></p>',
  );
});

test("the pipeline's picture has a box for each node and an arrow for each feed, from left to right", () => {
  const picture = pipelinePicture(PIPELINE).text;
  expect(picture.match(/<rect /g)).toHaveLength(3);
  expect(picture.match(/marker-end=/g)).toHaveLength(3);
  const lefts = [...picture.matchAll(/<rect x="(\d+)"/g)].map((match) => Number(match[1]));
  expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
  expect(new Set(lefts).size).toBe(3);
  expect(picture).toContain("nets × 2");
});

test("numbers are short, and what is not known is a dash", () => {
  expect([figure(null), figure(12), figure(123.4), figure(1.234), figure(0.01234)]).toEqual([
    "–",
    "12",
    "123",
    "1.23",
    "0.012",
  ]);
  expect(interval(0.5, null, 1)).toBe("0.500");
  expect(interval(0.5, 0.25, 0.75)).toBe("0.500 [0.250, 0.750]");
  expect([probability(null), probability(0.0001), probability(0.04)]).toEqual(["–", "< 0.001", "0.040"]);
});
