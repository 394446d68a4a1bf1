import { existsSync } from "node:fs";
import { join } from "node:path";
import { throwIfAny } from "@limen/errors";
import { runPipeline } from "../run-pipeline.ts";

/** Where the nets and faces of a comparison are. */
export interface Files {
  readonly prior: string;
  readonly guides: readonly string[];
  readonly heldOut: string;
  readonly faces: string;
  /** The nets that say whether it is a face, where the view has them. */
  readonly face: FaceFiles | undefined;
}

interface FaceFiles {
  /** Filters what all sides draw. */
  readonly net: string;
  /** Its threshold. */
  readonly graded: string;
  /** Guides gauss-newton. */
  readonly guide: string;
}

const GUIDES = ["vgg-s", "cornet-z-s"];
const HELD_OUT = "mixer-s";

/**
 * The files in a pipeline's view: the given one, or that of a pipeline which is run here (from the cache where it has
 * run before), on rendered faces or, with $LIMEN_FERPLUS, on the FER+ faces of that folder.
 */
export function bringFiles(view: string | undefined): Files {
  if (view !== undefined) return filesOf(view);
  const ferplus = process.env.LIMEN_FERPLUS;
  return ferplus
    ? filesOf(runPipeline("sample-ferplus", ["--set", `faces.path=${ferplus}`]))
    : filesOf(runPipeline("sample"));
}

function filesOf(view: string): Files {
  const classifier = (net: string) => join(view, "classifiers", net, "weights.safetensors");
  const files = {
    prior: join(view, "prior", "prior.safetensors"),
    guides: GUIDES.map(classifier),
    heldOut: classifier(HELD_OUT),
    faces: join(view, "faces", "faces.parquet"),
    face: existsSync(join(view, "validity")) ? faceFilesOf(view) : undefined,
  };
  const { prior, guides, heldOut, faces, face } = files;
  const all = [prior, ...guides, heldOut, faces, ...(face ? Object.values(face) : [])];
  const missing = all.filter((path) => !existsSync(path));
  throwIfAny(
    missing.map((path) => ({
      message: "no such file",
      place: { file: path },
      hint: `a view holds faces, prior and the classifiers ${[...GUIDES, HELD_OUT].join(", ")}: run the pipeline to its end`,
    })),
  );
  return files;
}

function faceFilesOf(view: string): FaceFiles {
  const weights = (name: string) => join(view, "validity", name, "weights.safetensors");
  return {
    net: weights("validity"),
    graded: join(view, "grades", "validity.parquet"),
    guide: weights("validity-guide"),
  };
}
