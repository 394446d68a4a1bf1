import type { InputArtifact } from "@limen/stage";
import type { FaceModelFiles } from "./face-model.ts";

export interface NetFiles {
  readonly prior: InputArtifact;
  readonly classifiers: readonly InputArtifact[];
  readonly heldOut: InputArtifact;
  readonly faceModel?: FaceModelFiles;
}

/** The inputs of a stage that samples. */
interface Inputs {
  input(name: "prior" | "heldOut"): InputArtifact;
  inputList(name: "classifiers"): readonly InputArtifact[];
  optionalInput(name: "validityNet" | "validity" | "validityGuide"): InputArtifact | undefined;
}

export function netFilesOf(context: Inputs): NetFiles {
  return {
    prior: context.input("prior"),
    classifiers: context.inputList("classifiers"),
    heldOut: context.input("heldOut"),
    faceModel: {
      net: context.optionalInput("validityNet"),
      graded: context.optionalInput("validity"),
      guide: context.optionalInput("validityGuide"),
    },
  };
}
