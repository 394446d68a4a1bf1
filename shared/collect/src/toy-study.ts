import { sizeDesign } from "@limen/experiment";
import { sha256 } from "./study/keys.ts";
import { studySettings } from "./study/settings.ts";
import type { Study } from "./study/study.ts";

/** A study of small pictures: three classes, catch faces of each, twelve stimuli of which everyone sees two and repeats one. */
export function toyStudy(change: object = {}, stimulusCount = 12): Study {
  const settings = studySettings.parse({
    trialsPerParticipant: 8,
    coreStimuli: 2,
    repeats: 1,
    catchShare: 0.2,
    blocks: 2,
    answersPerStimulus: 3,
    ...change,
  });
  const classes = ["anger", "happiness", "sadness"];
  const stimuli = Array.from({ length: stimulusCount }, (_, i) => toyPicture(`uncertainty-${i}`));
  const catchFaces = classes.map((expected) => ({ ...toyPicture(`catch-${expected}`), expected }));
  return {
    digest: sha256(JSON.stringify([settings, stimulusCount])),
    settings,
    classes,
    stimuli,
    catchFaces,
    practice: classes.map((expected) => ({ ...toyPicture(`practice-${expected}`), expected })),
    size: sizeDesign(settings, stimuli.length, true),
  };
}

function toyPicture(id: string) {
  const image = new TextEncoder().encode(`a picture: ${id}`);
  return { id, image, sha256: sha256(image) };
}
