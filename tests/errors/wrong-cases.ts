import { FILE } from "./refuse.ts";

export const HEAD = "limen: 1\nname: study\nnodes:\n";
const FACES = `${HEAD}  faces:\n    uses: prepare-faces\n`;
/** Faces and one net; lines 4 to 9. */
const NET = `${FACES}  net:\n    uses: train-classifiers\n    inputs:\n      faces: faces.faces\n`;

interface Case {
  readonly what: string;
  readonly yaml: string;
  /** Whole lines that are printed, in order; the last word on a line may be cut by `…`. */
  readonly says: readonly string[];
}

/** A whole study up to the stimuli, which are drawn with these parameters: line 21 and what follows. */
const boundaries = (given: string) => `${FACES}  nets:
    uses: train-classifiers
    foreach: { net: [vgg-s, mlp, mixer-s] }
    inputs: { faces: faces.faces }
  prior:
    uses: train-prior
    inputs: { faces: faces.faces }
  stimuli:
    uses: sample-boundaries
    inputs:
      prior: prior.prior
      classifiers: nets.weights
      heldOut: "nets[mixer-s].weights"
      faces: faces.faces
    with:
${given}`;

/** The same up to people's models; the manipulation has these parameters: line 41 and what follows. */
const manipulation = (given: string) => `${boundaries("      attempts: 1\n")}  people:
    uses: run-experiment
    inputs: { stimuli: stimuli.stimuli, faces: faces.faces }
  responses:
    uses: aggregate-responses
    inputs: { trials: people.trials, stimuli: stimuli.stimuli }
  alignment:
    uses: finetune-classifiers
    foreach: { name: [vgg-s, mlp] }
    inputs: { classifier: nets.weights, stimuli: stimuli.stimuli, trials: responses.trials, faces: faces.faces }
  pairs:
    uses: manipulate-people
    inputs:
      prior: prior.prior
      classifiers: alignment.weights
      heldOut: "nets[mixer-s].weights"
      parameters: alignment.parameters
      scores: alignment.scores
    with:
${given}`;

export const wrongCases: readonly Case[] = [
  {
    what: "a net that no manipulation can have, before anything is trained",
    yaml: manipulation("      net: resnet-s\n"),
    says: [`${FILE}:41:12: no classifier "resnet-s" is given`, "allowed: vgg-s, mlp"],
  },
  {
    what: "a person paired with themself, and a class with itself",
    yaml: manipulation("      people: [[p-1, p-1]]\n      classPairs: [[fear, fear]]\n"),
    says: ['"p-1" is no pair: name two people', '"fear" has no boundary with itself'],
  },
  {
    what: "guides that no node trains, before any is trained",
    yaml: boundaries("      guides: [vgg-s, cornet-z-s, mixer-s]\n"),
    says: [
      `${FILE}:21:7: no classifier "cornet-z-s" is given`,
      "allowed: vgg-s, mlp",
      `${FILE}:21:7: "mixer-s" is the held-out net`,
      "a net that guided cannot judge",
    ],
  },
  {
    what: "classes that the faces will not have",
    yaml: boundaries("      pairs: [[neutral, sadnes], [fear, fear]]\n"),
    says: [
      `${FILE}:21:7: no class "sadnes"`,
      'did you mean "sadness"?',
      `${FILE}:21:7: "fear" has no boundary with itself`,
    ],
  },
  {
    what: "classes that a source of faces does not have",
    yaml: `${FACES}    with: { classes: [happiness, sadnes] }\n`,
    says: [`${FILE}:6:13: the data have no class "sadnes"`, 'did you mean "sadness"?'],
  },
  {
    what: "a stage that does not exist",
    yaml: `${HEAD}  faces:\n    uses: prepare-face\n`,
    says: [
      `${FILE}:5:11: unknown stage "prepare-face"`,
      'did you mean "prepare-faces"? allowed: aggregate-responses',
    ],
  },
  {
    what: "a parameter that does not exist",
    yaml: `${FACES}    with:\n      facse: 20\n`,
    says: [`${FILE}:7:7: unknown parameter "facse"`, 'did you mean "faces"?'],
  },
  {
    what: "a value of the wrong type",
    yaml: `${FACES}    with: { size: large }\n`,
    says: [`${FILE}:6:19: size must be a number; got "large"`],
  },
  {
    what: "a number out of bounds",
    yaml: `${FACES}    with: { size: 8 }\n`,
    says: [`${FILE}:6:19: size must be at least 16; got 8`],
  },
  {
    what: "a word that is not allowed",
    yaml: `${FACES}    with: { source: sinthetic }\n`,
    says: [
      `${FILE}:6:21: source must not be "sinthetic"`,
      'did you mean "synthetic"? allowed: synthetic, ferplus',
    ],
  },
  {
    what: "parameters that do not fit together",
    yaml: `${FACES}    with: { source: ferplus }\n`,
    says: [`${FILE}:6:5: path: this source reads your data: say where they are`],
  },
  {
    what: "an import that names no file",
    yaml: `${FACES}  people:\n    uses: run-experiment\n    with: { mode: import }\n    inputs: { stimuli: faces.faces }\n`,
    says: [`${FILE}:8:5: path: modes collect and import read trials: say where they are`],
  },
  {
    what: "shards of a stage that has no blocks",
    yaml: `${FACES}    shards: 4\n`,
    says: [
      `${FILE}:6:5: stage prepare-faces cannot be sharded`,
      "stages that can be sharded: ",
      "sample-boundaries",
    ],
  },
  {
    what: "an input that is not given",
    yaml: `${NET.replace("    inputs:\n      faces: faces.faces\n", "")}`,
    says: [`${FILE}:6:3: node "net" gets no input "faces" (faces table)`, "faces: <node>.<output>"],
  },
  {
    what: "an input that the stage does not have",
    yaml: `${NET}      votes: faces.votes\n`,
    says: [`${FILE}:10:7: unknown input "votes" of stage train-classifiers`, "allowed: faces"],
  },
  {
    what: "an input of another kind",
    yaml: NET.replace("faces.faces", "faces.votes"),
    says: [
      `${FILE}:9:14: faces.votes does not fit this input`,
      "a votes table; the input reads a faces table",
    ],
  },
  {
    what: "an output that does not exist",
    yaml: NET.replace("faces.faces", "faces.face"),
    says: [
      `${FILE}:9:14: node "faces" has no output "face"`,
      'did you mean "faces"? allowed: faces, notFaces, votes, rejects',
    ],
  },
  {
    what: "a node that does not exist",
    yaml: NET.replace("faces.faces", "facse.faces"),
    says: [`${FILE}:9:14: unknown node "facse"`, 'did you mean "faces"?'],
  },
  {
    what: "text that names no output",
    yaml: NET.replace("faces.faces", "faces"),
    says: [`${FILE}:9:14: "faces" names no output`, "write node.output or node[instance].output"],
  },
  {
    what: "nodes that feed each other",
    yaml: `${HEAD}  a:\n    uses: aggregate-responses\n    inputs: { trials: b.trials, stimuli: c.stimuli }\n  b:\n    uses: run-experiment\n    inputs: { stimuli: c.stimuli, percept: d.weights }\n  c:\n    uses: sample-boundaries\n    inputs: { prior: e.prior, classifiers: d.weights, heldOut: d.weights, faces: f.faces }\n  d:\n    uses: finetune-classifiers\n    inputs: { classifier: d.weights, stimuli: c.stimuli, trials: a.trials, faces: f.faces }\n  e:\n    uses: train-prior\n    inputs: { faces: f.faces }\n  f:\n    uses: prepare-faces\n`,
    says: [`${FILE}:4:3: the nodes feed each other in a circle: `, "remove one of these inputs"],
  },
  {
    what: "a foreach over a parameter that does not exist",
    yaml: NET.replace("    inputs:", "    foreach: { nets: [mlp] }\n    inputs:"),
    says: [`${FILE}:8:16: unknown parameter "nets"`, 'did you mean "net"?'],
  },
  {
    what: "an override of an instance that does not exist",
    yaml: NET.replace(
      "    inputs:",
      "    foreach: { net: [mlp, vit-s] }\n    override: { vits: { epochs: 1 } }\n    inputs:",
    ),
    says: [`${FILE}:9:17: override names "vits", which foreach does not list`, 'did you mean "vit-s"?'],
  },
  {
    what: "an instance that does not exist",
    yaml: `${NET.replace("    inputs:", "    foreach: { net: [mlp, vit-s] }\n    inputs:")}  again:\n    uses: report\n    inputs: { stimuli: "net[vgg-s].weights" }\n`,
    says: [`${FILE}:13:24: node "net" has no instance "vgg-s"`],
  },
  {
    what: "a key that stands twice",
    yaml: `${FACES}    uses: prepare-faces\n`,
    says: [`${FILE}:6:5: this key stands here a second time; keep one of the two`],
  },
  {
    what: "broken YAML",
    yaml: `${FACES}    with: { size: 48\n`,
    says: [`${FILE}:7:1: YAML:`],
  },
  {
    what: "a key that the file does not have",
    yaml: `${FACES}    wiht: { size: 48 }\n`,
    says: [`${FILE}:6:5: unknown key "wiht"`, 'did you mean "with"?'],
  },
  {
    what: "a file without nodes",
    yaml: "limen: 1\nname: study\n",
    says: [`${FILE}:1:1: key "nodes" is missing`],
  },
  {
    what: "another version of the format",
    yaml: FACES.replace("limen: 1", "limen: 2"),
    says: [`${FILE}:1:8: limen must not be 2`, "allowed: 1"],
  },
  {
    what: "a name that leads out of its folder",
    yaml: FACES.replace("name: study", "name: ../study"),
    says: [`${FILE}:2:7: "../study" cannot name a pipeline`],
  },
  { what: "an empty file", yaml: "", says: [`${FILE}: the file is empty`] },
];
