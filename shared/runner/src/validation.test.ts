import { UserError } from "@limen/errors";
import { toyWorkspace } from "@limen/testing";
import { expect, test } from "vitest";
import { loadPipeline } from "./pipeline/load-pipeline.ts";

/** The printed problems of a pipeline with these nodes (indented YAML), the file called `toy.yaml`. */
async function problemsOf(nodes: string, settings: readonly string[] = []): Promise<string> {
  return problemsOfFile(`limen: 1\nname: toy\nnodes:\n${nodes}`, settings);
}

async function problemsOfFile(text: string, settings: readonly string[] = []): Promise<string> {
  const toys = toyWorkspace();
  const file = toys.writePipeline(text);
  const error: unknown = await loadPipeline(file, {
    stagesFolder: toys.stages,
    settings,
    cwd: toys.root,
  }).then(
    () => new Error("the pipeline was accepted"),
    (reason) => reason,
  );
  if (!(error instanceof UserError)) throw error;
  return error.message.replaceAll(`${toys.root}/`, "");
}

test.each([
  [
    "duplicate key",
    "  a: { uses: make-number, with: { value: 1, value: 2 } }",
    "toy.yaml:4:45: this key stands here a second time; keep one of the two",
  ],
  ["YAML typo", "  a: { uses: make-number, with: { value: 1 }", "toy.yaml:4:45: YAML:"],
  [
    "unknown stage",
    "  a: { uses: make-numbr }",
    'toy.yaml:4:14: unknown stage "make-numbr"\n  → did you mean "make-number"? allowed: draw-picture,',
  ],
  [
    "unknown parameter",
    "  a: { uses: make-number, with: { value: 1, knd: plain } }",
    'toy.yaml:4:45: unknown parameter "knd"\n  → did you mean "kind"? allowed: value, kind, nested',
  ],
  [
    "unknown nested parameter",
    "  a: { uses: make-number, with: { value: 1, nested: { scal: 2 } } }",
    'toy.yaml:4:55: unknown parameter "nested.scal"\n  → did you mean "scale"? allowed: scale',
  ],
  [
    "wrong type",
    "  a: { uses: make-number, with: { value: many } }",
    'toy.yaml:4:42: value must be a number; got "many"',
  ],
  [
    "fraction",
    "  a: { uses: make-number, with: { value: 1.5 } }",
    "toy.yaml:4:42: value must be a whole number; got 1.5",
  ],
  [
    "out of range",
    "  a: { uses: make-number, with: { value: -1 } }",
    "toy.yaml:4:42: value must be at least 0; got -1",
  ],
  [
    "value not allowed",
    "  a: { uses: make-number, with: { value: 1, kind: plaim } }",
    'toy.yaml:4:51: kind must not be "plaim"\n  → did you mean "plain"? allowed: plain, secret',
  ],
  [
    "missing parameter",
    "  a: { uses: make-number }",
    'toy.yaml:4:3: parameter "value" is missing\n  → it must be given: a number',
  ],
  [
    "unknown key",
    "  a: { uses: make-number, wiht: { value: 1 } }",
    'toy.yaml:4:27: unknown key "wiht"\n  → did you mean "with"?',
  ],
  [
    "missing input",
    "  b: { uses: round-number }\n  a: { uses: make-number, with: { value: 1 } }",
    'node "b" gets no input "number" (json document)\n  → add it under inputs: number: <node>.<output>; what would fit: a.number',
  ],
  [
    "unknown node",
    "  abc: { uses: make-number, with: { value: 1 } }\n  b: { uses: round-number, inputs: { number: abd.number } }",
    'toy.yaml:5:46: unknown node "abd"\n  → did you mean "abc"? allowed: abc, b',
  ],
  [
    "unknown output",
    "  a: { uses: make-number, with: { value: 1 } }\n  b: { uses: round-number, inputs: { number: a.numbr } }",
    'toy.yaml:5:46: node "a" has no output "numbr"\n  → did you mean "number"?',
  ],
  [
    "no reference",
    "  a: { uses: make-number, with: { value: 1 } }\n  b: { uses: round-number, inputs: { number: a } }",
    'toy.yaml:5:46: "a" names no output\n  → write node.output',
  ],
  [
    "unknown input",
    "  a: { uses: make-number, with: { value: 1 }, inputs: { faces: a.number } }",
    'toy.yaml:4:57: unknown input "faces" of stage make-number',
  ],
  [
    "wrong kind",
    "  a: { uses: make-number, with: { value: 1 } }\n  p: { uses: draw-picture, inputs: { number: a.number } }\n  b: { uses: round-number, inputs: { number: p.page } }",
    "toy.yaml:6:46: p.page does not fit this input\n  → p.page is a html document; the input reads a json document",
  ],
  [
    "cycle",
    "  a: { uses: round-number, inputs: { number: c.number } }\n  b: { uses: round-number, inputs: { number: a.number } }\n  c: { uses: round-number, inputs: { number: b.number } }",
    "toy.yaml:4:3: the nodes feed each other in a circle: a → b → c → a",
  ],
  ["node of itself", "  a: { uses: round-number, inputs: { number: a.number } }", "circle: a → a"],
  ["no nodes", "  {}", "toy.yaml:3:1: the pipeline has no nodes"],
  [
    "path as a name",
    "  ../a: { uses: make-number, with: { value: 1 } }",
    'toy.yaml:4:3: "../a" cannot name a node',
  ],
  ["NUL in a name", '  "a\\0b": { uses: make-number, with: { value: 1 } }', '"a\\u0000b" cannot name a node'],
  [
    "two foreach params",
    "  a: { uses: make-number, foreach: { value: [1], kind: [plain] } }",
    "toy.yaml:4:27: foreach must vary one parameter; it names 2",
  ],
  ["empty foreach", "  a: { uses: make-number, foreach: { value: [] } }", 'foreach gives "value" no values'],
  [
    "foreach twice the same",
    "  a: { uses: make-number, foreach: { value: [1, 1] } }",
    "foreach lists 1 twice",
  ],
  [
    "foreach path",
    "  a: { uses: make-number, with: { value: 1 }, foreach: { kind: [../x] } }",
    '"../x" cannot name an instance',
  ],
  [
    "foreach wrong type",
    "  a: { uses: make-number, foreach: { value: [1, x] } }",
    'toy.yaml:4:49: value must be a number; got "x"',
  ],
  [
    "foreach unknown param",
    "  a: { uses: make-number, with: { value: 1 }, foreach: { knd: [plain] } }",
    'unknown parameter "knd"\n  → did you mean "kind"?',
  ],
  [
    "override of nobody",
    "  a: { uses: make-number, foreach: { value: [1] }, override: { 2: { kind: plain } } }",
    'override names "2", which foreach does not list',
  ],
  [
    "instances where one is wanted",
    "  a: { uses: make-number, foreach: { value: [1, 2] } }\n  b: { uses: round-number, inputs: { number: a.number } }",
    'node "a" has 2 instances\n  → name one: a[1].number, a[2].number',
  ],
  [
    "unknown instance",
    "  a: { uses: make-number, foreach: { value: [1, 2] } }\n  b: { uses: round-number, inputs: { number: 'a[3].number' } }",
    'node "a" has no instance "3"',
  ],
  [
    "list where one is wanted",
    "  a: { uses: make-number, with: { value: 1 } }\n  b: { uses: round-number, inputs: { number: [a.number, a.number] } }",
    'input "number" takes one artifact; 2 are given',
  ],
  [
    "shards of what has no blocks",
    "  a: { uses: make-number, shards: 4, with: { value: 1 } }",
    "toy.yaml:4:27: stage make-number cannot be sharded\n  → leave shards out; stages that can be sharded: work-slowly",
  ],
  [
    "missing file",
    "  a: { uses: read-number, with: { path: nowhere.txt } }",
    "toy.yaml:4:41: path: there is no file or folder nowhere.txt",
  ],
])("%s", async (_, nodes, expected) => {
  expect(await problemsOf(nodes)).toContain(expected);
});

test.each([
  [
    "an empty foreach",
    "  a: { uses: make-number, with: { kind: plaim }, foreach: { value: [] } }",
    ['kind must not be "plaim"', 'foreach gives "value" no values'],
    "missing",
  ],
  [
    "use: for uses:",
    "  a: { use: make-number, with: { value: x } }",
    [
      'toy.yaml:4:8: unknown key "use"\n  → did you mean "uses"?',
      'toy.yaml:4:41: value must be a number; got "x"',
    ],
    "missing",
  ],
  [
    "a misspelt key with a wrong value",
    "  a: { uses: make-number, shard: many }",
    ['toy.yaml:4:27: unknown key "shard"', 'toy.yaml:4:34: shards must be a number; got "many"'],
    "missing",
  ],
])("%s hides no other problem", async (_, nodes, expected, unwanted) => {
  const text = await problemsOf(nodes);
  for (const words of expected) expect(text).toContain(words);
  expect(text).not.toContain(unwanted);
});

test.each(["", "# nothing yet\n"])("an empty file is called empty: %j", async (text) => {
  expect(await problemsOfFile(text)).toContain("toy.yaml: the file is empty\n  → a pipeline has limen");
});

test("every problem is printed at once, in the order of the file", async () => {
  const text = await problemsOf(
    "  a: { uses: make-number, with: { value: x } }\n  b: { uses: nothing }\n  c: { uses: round-number, inputs: { number: z.number } }",
  );
  expect(text.match(/toy\.yaml:\d+:\d+/g)).toEqual(["toy.yaml:4:42", "toy.yaml:5:14", "toy.yaml:6:46"]);
});

test("head of the file: version, unknown key and name", async () => {
  const text = await problemsOfFile("limen: 2\nname: ../x\nsede: 3\nnodes: { a: { uses: nothing } }\n");
  expect(text).toContain("toy.yaml:1:8: limen must not be 2\n  → allowed: 1");
  expect(text).toContain('toy.yaml:3:1: unknown key "sede"\n  → did you mean "seed"?');
  expect(text).toContain('unknown stage "nothing"');
});

test("a bomb of aliases is refused", async () => {
  const rows = Array.from({ length: 9 }, (_, i) => `x${i + 1}: &x${i + 1} [${`*x${i},`.repeat(9)}]`);
  expect(await problemsOfFile(`x0: &x0 [1]\n${rows.join("\n")}\n`)).toContain("alias");
});

test.each([
  ["other.value=1", '--set other.value=1: unknown node "other"\n  → allowed: a'],
  ["a.valeu=1", '--set a.valeu=1: unknown parameter "valeu"\n  → did you mean "value"?'],
  ["a.value=x", '--set a.value=x: value must be a number; got "x"'],
  ["a.value", "--set a.value: not of the form node.param=value"],
  ["a=3", "--set a=3: names no parameter"],
  ["a.__proto__=3", "--set a.__proto__=3: not of the form node.param=value"],
])("--set %s names the flag", async (flag, expected) => {
  expect(await problemsOf("  a: { uses: make-number, with: { value: 1 } }", [flag])).toContain(expected);
});

test("a pipeline file that is not there", async () => {
  const toys = toyWorkspace([]);
  await expect(loadPipeline("no.yaml", { stagesFolder: toys.stages })).rejects.toThrow(
    "cannot read the pipeline no.yaml: there is no such file",
  );
});
