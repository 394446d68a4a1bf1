import { itemsOf, sizeDesign, sureItemsOf } from "@limen/experiment";
import { RandomStream } from "@limen/random";
import { sha256 } from "./study/keys.ts";
import { studySettings } from "./study/settings.ts";
import { type Study, studyLoop, withPictures } from "./study/study.ts";

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
  const random = RandomStream.fromSeed("toy");
  const torn = { class_a: "anger", class_b: "sadness", further_classes: null, series: null, level: null };
  const rows = stimuli.map(({ id }) => ({ stimulus_id: id, ...torn }));
  const items = itemsOf(settings, rows, random).map((item) => withPictures(item, stimuli));
  const sure = (kind: string) => {
    const faces = classes.map((expected) => ({ ...toyPicture(`${kind}-${expected}`), expected }));
    return sureItemsOf(settings.task, faces, random).map((item) => withPictures(item, faces));
  };
  return {
    digest: sha256(JSON.stringify([settings, stimulusCount])),
    settings,
    classes,
    stimuli,
    items,
    loop: settings.closedLoop ? studyLoop(settings.closedLoop, items, toyPredictions(items.length)) : null,
    targets: null,
    catches: sure("catch"),
    practice: sure("practice"),
    size: sizeDesign(settings, items.length, true),
  };
}

/** (nats) Some between classes, some beyond doubt. */
function toyPredictions(count: number): Float64Array[] {
  const random = RandomStream.fromSeed("predictions");
  return Array.from({ length: count }, (_, i) => {
    const shares = Float64Array.from({ length: 3 }, () => Math.exp((1 + (i % 3)) * random.normal()));
    const sum = shares.reduce((a, b) => a + b, 0);
    return shares.map((share) => Math.log(share / sum));
  });
}

function toyPicture(id: string) {
  const image = new TextEncoder().encode(`a picture: ${id}`);
  return { id, image, sha256: sha256(image) };
}
