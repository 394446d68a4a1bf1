import { expect, test } from "vitest";
import { FILE, refuse } from "./refuse.ts";

const YAML = "limen: 1\nname: study\nnodes:\n  faces:\n    uses: prepare-faces\n";

test.each<[args: readonly string[], says: readonly string[]]>([
  [
    ["plan", "nowhere.yaml"],
    ["nowhere.yaml", "there is no such file"],
  ],
  [
    ["plan", FILE, "--set", "face.size=48"],
    ["--set face.size=48", 'unknown node "face"', 'did you mean "faces"?'],
  ],
  [
    ["plan", FILE, "--set", "faces.sice=48"],
    ["--set faces.sice=48", 'unknown parameter "sice"', 'did you mean "size"?'],
  ],
  [
    ["plan", FILE, "--set", "faces.size"],
    ["--set faces.size", "not of the form node.param=value"],
  ],
  [
    ["plan", FILE, "--set", "faces.size=big"],
    ["--set faces.size=big", "size must be a number"],
  ],
  [
    ["run", FILE, "--only", "facse"],
    ["--only", 'unknown node "facse"', 'did you mean "faces"?'],
  ],
  [
    ["run", FILE, "-j", "0"],
    ["-j", "whole number from 1"],
  ],
  [
    ["stage", "prepare-face"],
    ['unknown stage "prepare-face"', 'did you mean "prepare-faces"?'],
  ],
  [
    ["rum", FILE],
    ["unknown command 'rum'", "limen help"],
  ],
  [["plan", FILE, "--wy"], ["unknown option '--wy'"]],
  [["plan"], ["missing required argument 'pipeline'"]],
])("limen %j", (args, says) => {
  const told = refuse(YAML, args);
  for (const words of says) expect(told).toContain(words);
});
