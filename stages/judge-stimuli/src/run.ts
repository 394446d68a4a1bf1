import type { ContextOf } from "@limen/stage";
import { entropyBits, mean } from "@limen/stats";
import { isBoundaryArm, qualityTable, stabilityTable, writeTable } from "@limen/tables";
import { chooseStimuli } from "./choose-stimuli.ts";
import type stage from "./index.ts";
import { judgeAnswers } from "./judge-answers.ts";
import { judgeBoundary } from "./judge-boundary.ts";
import { judgePictures } from "./judge-pictures.ts";
import { loadNets } from "./load-nets.ts";
import { answersOf, featuresOf } from "./pass-pictures.ts";
import { pickPictures } from "./pictures.ts";
import { readFaces } from "./read-faces.ts";
import { readStimuli } from "./read-stimuli.ts";
import { realAgreement } from "./real-agreement.ts";
import { makeReferences, makeSample } from "./sample.ts";
import { stabilityRows } from "./stability-rows.ts";

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const { params, random } = context;
  const set = await readStimuli(context.inputList("stimuli"));
  const nets = await loadNets(context.inputList("classifiers"), context.input("heldOut"), set);
  const demands = { size: set.pictures.size, classes: set.classes, shown: set.shown, ...params };
  const faces = await readFaces(context.input("faces").path, demands, random.split("references"));
  const judge = nets.heldOut.config.name;

  const train = featuresOf(nets.heldOut, faces.trainReferences);
  const test = featuresOf(nets.heldOut, faces.testReferences);
  const references = makeReferences(faces, train, test);
  const real = makeSample(faces.testReferences, test, references, true);

  const answers = answersOf(nets.heldOut, set.pictures);
  const features = featuresOf(nets.heldOut, set.pictures);
  const entropies = answers.map((answer) => entropyBits(answer));
  const liftOf = (place: number) => {
    const natural = mean(set.stimuli[place]!.natural.map((face) => entropies[face]!));
    return natural === null ? null : entropies[place]! - natural;
  };
  const boundary = [...set.stimuli.keys()].filter((place) => isBoundaryArm(set.stimuli[place]!.arm));
  const agreesOnReal = realAgreement(faces.test, nets);
  const cells = chooseStimuli(set.stimuli, params.most, random.split("chosen"));
  const places = [...new Set([...boundary, ...cells.flatMap((cell) => cell.places)])];
  const judgements = judgeAnswers(set, nets, answers, places);

  const quality = cells.flatMap(({ places: own, ...cell }, index) => {
    context.progress(index, cells.length, "arms");
    const stream = random.split(cell.arm).split(cell.sampler);
    const pictures = pickPictures(set.pictures, own);
    const seen = own.map((place) => features[place]!);
    const sample = makeSample(pictures, seen, references);
    const shown = own.map((place) => set.stimuli[place]!);
    const judged = own.map((place, index) => ({
      stimulus: shown[index]!,
      judgement: judgements.get(place)!,
      lift: liftOf(place),
    }));
    return [
      ...judgeBoundary(cell, judged, agreesOnReal(shown), judge, params.draws, stream),
      ...judgePictures(cell, sample, real, references, judge, params, stream),
    ];
  });
  await writeTable(context.output("quality"), qualityTable, quality);
  const rows = stabilityRows(set, boundary, judgements, entropies, judge);
  await writeTable(context.output("stability"), stabilityTable, rows);
  nets.dispose();
}
