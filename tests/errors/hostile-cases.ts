import { FILE } from "./refuse.ts";

export const HEAD = "limen: 1\nname: study\nnodes:\n";
const FACES = `${HEAD}  faces:\n    uses: prepare-faces\n`;
const foreach = (values: string) =>
  `${FACES}  net:\n    uses: train-classifiers\n    foreach: { ${values} }\n    inputs: { faces: faces.faces }\n`;

const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
for (const [name, of] of ["ba", "cb", "dc", "ed", "fe"].map((pair) => pair.split("")))
  bomb.push(`${name}: &${name} [${Array(9).fill(`*${of}`).join(", ")}]`);

/** Files made to lead out of a folder, to take memory or time, or to be read otherwise than they look. */
export const hostileCases: readonly (readonly [what: string, yaml: string, says: string])[] = [
  [
    "a bomb of aliases",
    `limen: 1\nname: study\n${bomb.join("\n")}\nnodes: *f\n`,
    `${FILE}:4:8: YAML: aliases of aliases`,
  ],
  ["an alias of nothing", `${FACES}    with: *nothing\n`, `${FILE}:6:11: YAML: *nothing stands for nothing`],
  ["an alias of itself", "limen: 1\nname: study\nnodes: &n\n  a: *n\n", `${FILE}:4:3: `],
  [
    "lists in lists, five thousand deep",
    `${FACES}    with: { classes: ${"[".repeat(5000)}${"]".repeat(5000)} }\n`,
    "YAML: it is nested too deeply",
  ],
  [
    "NUL in a value",
    `${FACES}    with: { source: "synth\\0etic" }\n`,
    `${FILE}:6:21: source must not be "synth\\u0000etic"`,
  ],
  ["NUL in a name", FACES.replace("faces:", '"fa\\0ces":'), `${FILE}:4:3: "fa\\u0000ces" cannot name a node`],
  ["tabs", FACES.replace("    uses", "\tuses"), `${FILE}:5:1: YAML: Tabs are not allowed`],
  [
    "a key of JavaScript's own",
    `${FACES}    with: { __proto__: { size: 4 } }\n`,
    `${FILE}:6:13: nothing can be called "__proto__"`,
  ],
  [
    "another key of JavaScript's own",
    `${FACES}    with: { constructor: 3 }\n`,
    `${FILE}:6:13: unknown parameter "constructor"`,
  ],
  [
    "a node that leads out of its folder",
    FACES.replace("  faces:", "  ../faces:"),
    `${FILE}:4:3: "../faces" cannot name a node`,
  ],
  [
    "a stage that leads out of its folder",
    FACES.replace("prepare-faces", "../../etc"),
    `${FILE}:5:11: unknown stage "../../etc"`,
  ],
  [
    "an absolute name",
    FACES.replace("study", "/etc/study"),
    `${FILE}:2:7: "/etc/study" cannot name a pipeline`,
  ],
  ["a name that is a folder's own", FACES.replace("study", "."), `${FILE}:2:7: "." cannot name a pipeline`],
  [
    "an instance that leads out of its folder",
    foreach("name: [../a, b]"),
    `${FILE}:8:23: "../a" cannot name an instance`,
  ],
  [
    "two nodes that are one folder elsewhere",
    `${FACES}  Faces:\n    uses: prepare-faces\n`,
    `${FILE}:6:3: "Faces" and "faces" are one folder`,
  ],
  ["a value twice in foreach", foreach("net: [mlp, mlp]"), `${FILE}:8:27: foreach lists mlp twice`],
  ["infinity", `${FACES}    with: { faces: .inf }\n`, `${FILE}:6:20: faces must be a number; got Infinity`],
  [
    "no number",
    `${FACES}    with: { testShare: .nan }\n`,
    `${FILE}:6:24: testShare must be a number; got NaN`,
  ],
  [
    "a number beyond all",
    `${FACES}    with: { faces: 1e400 }\n`,
    `${FILE}:6:20: faces must be a number; got Infinity`,
  ],
  [
    "a tag that runs code elsewhere",
    `${FACES}    with: { source: !js/function 'x' }\n`,
    `${FILE}:6:21: YAML: Unresolved tag: !js/function`,
  ],
  ["two documents", `${FACES}---\n${FACES}`, `${FILE}:6:1: YAML: Source contains multiple documents`],
  ["a list", "- a\n- b\n", `${FILE}:1:1: it must be a mapping`],
  ["a word", "hello\n", `${FILE}:1:1: it must be a mapping; got "hello"`],
  ["a node that is nothing", `${HEAD}  faces:\n`, `${FILE}:4:9: it must be a mapping; got null`],
  ["shards below one", `${FACES}    shards: -3\n`, `${FILE}:6:13: shards must be at least 1; got -3`],
  ["a merge key", `${FACES}    <<: { uses: x }\n`, `${FILE}:6:5: unknown key "<<"`],
];
