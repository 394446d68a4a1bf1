import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tf } from "@limen/engine/tf";
import { UserError } from "@limen/errors";
import { readClassifier } from "@limen/models";
import { type ContextOf, createContext, extensionOf, type StageEvent } from "@limen/stage";
import {
  classifierMetricsTable,
  facesTable,
  learningCurveTable,
  predictionsTable,
  type Row,
  readTable,
  writeTable,
} from "@limen/tables";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleParams, toyFaces, writeExampleInputs } from "./example.ts";
import stage from "./index.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "limen-train-"));
afterAll(() => rmSync(folder, { recursive: true }));

let inputs: Record<string, readonly string[]>;
let first: Record<keyof typeof stage.outputs, string>;
beforeAll(async () => {
  inputs = await writeExampleInputs(folder);
  first = await runInto("first");
});

interface Options {
  readonly params?: object;
  readonly given?: Record<string, readonly string[]>;
  readonly onEvent?: (event: StageEvent) => void;
}

async function runInto(name: string, { params = {}, given = inputs, onEvent = () => {} }: Options = {}) {
  const outputs = Object.fromEntries(
    Object.entries(stage.outputs).map(([output, spec]) => {
      return [output, join(folder, name, `${output}.${extensionOf(spec.artifact)}`)];
    }),
  );
  const context = createContext({
    params: stage.params.parse({ ...exampleParams, ...params }),
    seedPath: [1, "classifiers"],
    inputs: Object.fromEntries(
      Object.entries(given).map(([input, paths]) => [
        input,
        paths.map((path) => ({ node: input, instance: null, path, digest: "0".repeat(64) })),
      ]),
    ),
    outputs,
    externals: {},
    workDirectory: join(folder, name, "work"),
    share: { kind: "all" },
    onEvent,
  });
  await run(context as unknown as ContextOf<typeof stage>);
  return outputs as typeof first;
}

const bytesOf = (outputs: typeof first) => Object.values(outputs).map((path) => readFileSync(path));

test("learns the toy faces, tells what it predicts, and can be rebuilt from its weights", async () => {
  const { rows: metrics } = await readTable(first.metrics, classifierMetricsTable);
  const metric = (name: string) => metrics.find((row) => row.split === "test" && row.metric === name)?.value;
  expect(metric("accuracy")).toBeGreaterThan(0.9);
  expect(metric("macro_recall")).toBeGreaterThan(0.9);
  expect(metrics).toHaveLength(16);

  const { rows: predictions } = await readTable(first.predictions, predictionsTable);
  expect(predictions).toHaveLength(48);
  for (const { p } of predictions) expect(p.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);

  const classifier = await readClassifier(first.weights);
  expect(classifier.config.classes).toEqual(["left", "right", "both"]);
  expect(classifier.config.temperature).toBe(metric("temperature"));
  expect(classifier.parameters.count).toBe(metric("parameters"));
  classifier.dispose();
});

test("the curve has an epoch a row, and keeps the one with the least valid cross-entropy", async () => {
  const { rows } = await readTable(first.curve, learningCurveTable);
  expect(rows.map((row) => row.epoch)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(rows.at(-1)!.images).toBe(6 * 96);
  const least = Math.min(...rows.map((row) => row.valid_cross_entropy));
  expect(rows.filter((row) => row.kept).map((row) => row.valid_cross_entropy)).toEqual([least]);
});

test("the same inputs give the same bytes, and no tensor is left", async () => {
  const before = tf.memory().numTensors;
  expect(bytesOf(await runInto("again"))).toEqual(bytesOf(first));
  expect(tf.memory().numTensors).toBe(before);
});

test("a run that is killed in its fourth epoch ends with the bytes of one that was not", async () => {
  const kill = (event: StageEvent) => {
    if (event.type === "progress" && event.done > 3.5 * 96) throw new Error("killed");
  };
  await expect(runInto("killed", { onEvent: kill })).rejects.toThrow("killed");
  const seen: number[] = [];
  const resumed = await runInto("killed", {
    onEvent: (event) => event.type === "progress" && seen.push(event.done),
  });
  expect(Math.min(...seen)).toBeGreaterThan(3 * 96);
  expect(bytesOf(resumed)).toEqual(bytesOf(first));
});

test("every way of training runs: other labels, noise, attack, balance, no averaging", async () => {
  const common = { epochs: 1, net: "mlp", name: "variant" };
  const variants = [
    { labels: "drawn", noise: 0.3 },
    { labels: "majority", labelSmoothing: 0.1, mixup: 0 },
    { attack: 1, ema: 0, keep: "last" },
    { balance: 1, limit: 20 },
  ];
  for (const [i, variant] of variants.entries()) {
    const outputs = await runInto(`variant-${i}`, { params: { ...common, ...variant } });
    const { rows } = await readTable(outputs.curve, learningCurveTable);
    expect(rows[0]!.net).toBe("variant");
    expect(Number.isFinite(rows[0]!.train_loss)).toBe(true);
  }
});

async function writeFaces(name: string, rows: Row<typeof facesTable>[], size = "16") {
  const path = join(folder, `${name}.parquet`);
  const classes = JSON.stringify(["left", "right", "both"]);
  await writeTable(path, facesTable, rows, { metadata: { classes, size } });
  return { faces: [path] };
}

test("a class that no face has is not counted in the recall", async () => {
  const rows = (await toyFaces()).filter((face) => face.majority !== "both");
  const outputs = await runInto("two", { given: await writeFaces("two", rows), params: { balance: 1 } });
  const { rows: metrics } = await readTable(outputs.metrics, classifierMetricsTable);
  expect(metrics.find((row) => row.metric === "macro_recall")?.value).toBeGreaterThan(0.9);
  // All labels have the same entropy here: there is no correlation to tell.
  expect(metrics.find((row) => row.metric === "entropy_spearman")?.value).toBeNull();
});

test("empty splits are the user's mistake, named all at once", async () => {
  const given = await writeFaces(
    "empty",
    (await toyFaces()).filter((face) => face.split === "train"),
  );
  const failure = await runInto("empty", { given }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UserError);
  expect((failure as UserError).problems.map((problem) => problem.message)).toEqual([
    "the faces table has no valid faces",
    "the faces table has no test faces",
  ]);
});

test("a size that the nets cannot take is the user's mistake", async () => {
  const given = await writeFaces("odd", await toyFaces(), "30");
  await expect(runInto("odd", { given })).rejects.toThrow("multiples of 8");
});
