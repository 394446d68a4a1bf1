import { UserError } from "@limen/errors";
import {
  checkPercept,
  drawObserver,
  type Perceive,
  readFaces,
  resolveWorld,
  scoreImages,
  seeStimuli,
} from "@limen/experiment";
import type { ObserverParams } from "@limen/experiment/params";
import { RandomStream } from "@limen/random";
import { classesOf, readTable, stimuliTable } from "@limen/tables";
import { sha256 } from "../study/keys.ts";
import { CATCH_SEED, type StudyFiles } from "../study/read-study.ts";
import { stimuliDigest } from "../study/study.ts";
import type { GreetedStudy } from "./greet-study.ts";
import type { Mind } from "./observe-trials.ts";

/** What observers know the world by. */
export interface ObserverFiles extends StudyFiles {
  /** Weights of the net that they see by, which neither guided the stimuli nor was held out. */
  readonly percept?: string;
}

/** People of a simulated world, by number. */
export interface Observers {
  mind(number: number): Mind;
}

/**
 * Observers of the study that a server showed. Throws a UserError when it is about other stimuli, or when the net that they see by
 * had a part in making them.
 */
export async function openObservers(
  files: ObserverFiles,
  study: GreetedStudy,
  params: Omit<ObserverParams, "deadlineMs">,
  random: RandomStream,
): Promise<Observers> {
  const { rows, metadata } = await readTable(files.stimuli, stimuliTable);
  const classes = classesOf(metadata);
  if (stimuliDigest(rows.map(({ image }) => sha256(image.bytes))) !== study.stimuli) {
    throw new UserError({
      message: "the server shows other stimuli than these",
      place: { file: files.stimuli },
      hint: "give the stimuli that limen collect was started with",
    });
  }
  const perceive = files.percept === undefined ? undefined : await openPercept(files.percept, rows, classes);
  const faces = await readFaces(files.faces, rows, classes, RandomStream.fromSeed(CATCH_SEED));
  // What is ambiguous in W2, and the clusters of W4, are the study's: people of every seed live in one world.
  const common = RandomStream.fromSeed(study.stimuli);
  const world = resolveWorld(
    { ...params, deadlineMs: study.deadlineMs ?? Number.POSITIVE_INFINITY },
    classes.length,
    common.split("clusters"),
  );
  const sight = { world, faces, perceive, random: common.split("unrelated") };
  const stimuli = await seeStimuli(rows, sight);
  const others = await scoreImages(faces.catchFaces, perceive);
  const shown = [
    ...rows.map(({ image }, index) => ({ image: image.bytes, scores: stimuli[index]!.scores })),
    ...faces.catchFaces.map(({ image }, index) => ({ image, scores: others[index]! })),
  ];
  const pictures = new Map(shown.map((picture) => [sha256(picture.image), picture]));
  return {
    mind(number) {
      const stream = random.split("participant").split(number);
      const observer = drawObserver(stream, world, classes.length);
      return { observer, pictures, world, classes, task: study, random: stream };
    },
  };
}

async function openPercept(
  file: string,
  stimuli: Parameters<typeof checkPercept>[1],
  classes: readonly string[],
): Promise<Perceive> {
  // TensorFlow is loaded only when observers see by a net.
  const { readPercept } = await import("@limen/experiment/percept");
  const percept = await readPercept(file);
  checkPercept(percept, stimuli, classes);
  return percept.perceive;
}
