import { expect, test } from "vitest";
import { PRODUCTS } from "./cpu.ts";
import { compareNumbers, describeDifference, printNumbers, readReference } from "./index.ts";
import { parts } from "./parts.ts";
import { referenceOf } from "./reference.ts";

const prints = printNumbers();

test("the same machine computes the same twice, in every part, kernels heard one by one", () => {
  expect(compareNumbers(printNumbers(), referenceOf(prints))).toEqual([]);
  expect(prints.map(({ name }) => name)).toEqual(parts().map(({ name }) => name));
  for (const { name, kernels } of prints.filter(({ name }) => ![PRODUCTS, "javascript"].includes(name))) {
    expect(kernels.length, name).toBeGreaterThan(50);
    expect(new Set(kernels.map(({ print }) => print)).size, name).toBeGreaterThan(40);
  }
  const ops = new Set(prints.flatMap(({ kernels }) => kernels.map(({ op }) => op)));
  const known = [
    "Conv2D",
    "Conv2DBackpropFilter",
    "DepthwiseConv2dNative",
    "MatMul",
    "BatchMatMulV2",
    "Exp",
    "Sum",
  ];
  expect(known.filter((op) => !ops.has(op))).toEqual([]);
});

test("no op begins with an estimate of a reciprocal, which the standard leaves to the processor", () => {
  const estimating = new Set([
    "Rsqrt",
    "RsqrtGrad",
    "Softmax",
    "Reciprocal",
    "Inv",
    "InvGrad",
    "ReciprocalGrad",
  ]);
  const found = prints.flatMap(({ name, kernels }) =>
    kernels.filter(({ op }) => estimating.has(op)).map(({ op }) => `${name}: ${op}`),
  );
  expect(found).toEqual([]);
});

test("the reference has these parts and ops", () => {
  const found = compareNumbers(prints, readReference());
  // Else: node --import tsx shared/numerics/src/write-reference.ts, on a CPU of cpus.json.
  expect(found.filter(({ kind }) => kind === "code").map(describeDifference)).toEqual([]);
});

test("the first op that computes otherwise is named, with what it got; a graph, JavaScript and other code are told apart", () => {
  const reference = referenceOf(prints);
  const change = (part: string, how: (kernels: (typeof prints)[number]["kernels"]) => object) =>
    compareNumbers(
      prints.map((one) => (one.name === part ? { ...one, ...how(one.kernels) } : one)),
      reference,
    ).map(describeDifference);
  const { op, shapes } = prints.find(({ name }) => name === "mlp")!.kernels[20]!;
  const spoilt = (index: number) => (index >= 20 ? { print: "00000000" } : {});
  expect(
    change("mlp", (kernels) => ({ kernels: kernels.map((one, i) => ({ ...one, ...spoilt(i) })) })),
  ).toEqual([`mlp: ${op} of ${shapes} gives other bytes`]);
  expect(change("vit-s", () => ({ results: "0" }))).toEqual([
    "vit-s: every op gives the same bytes, but the compiled graph of them does not",
  ]);
  expect(change("javascript", () => ({ results: "0" }))).toEqual([
    "javascript: a function of Math gives other bytes",
  ]);
  expect(change("prior", (kernels) => ({ kernels: kernels.slice(1) }))).toEqual([
    "prior: runs other ops than the reference has, so its code was changed since",
  ]);
});
