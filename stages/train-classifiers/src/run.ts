import { buildClassifier, type Classifier, calibrated, writeClassifier } from "@limen/models";
import type { ContextOf } from "@limen/stage";
import { classifierMetricsTable, learningCurveTable, predictionsTable, writeTable } from "@limen/tables";
import { checkpointStore } from "./checkpoint.ts";
import { type Faces, loadFaces } from "./face-set.ts";
import { fitTemperature } from "./fit-temperature.ts";
import type stage from "./index.ts";
import { choiceDistributions, score } from "./score.ts";
import { trainClassifier } from "./train-classifier.ts";
import { curveRows, type HeldOut, metricRows, predictionRows } from "./write-results.ts";

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const { params, random } = context;
  const faces = await loadFaces(context.input("faces").path);
  const { size } = faces;
  const classes = [...faces.classes];
  const name = params.name === "" ? params.net : params.name;
  const config = {
    family: "classifier",
    name,
    net: params.net,
    size,
    classes,
    width: params.width,
    temperature: 1,
  } as const;
  const classifier = buildClassifier(config, random.split("weights"));

  const started = performance.now();
  let images = 0;
  const result = trainClassifier({
    classifier,
    faces,
    params,
    random: random.split("training"),
    store: checkpointStore(context.checkpoints),
    onImages: (done, total) => {
      images += params.batch;
      context.progress(done, total, "images");
    },
    onEpoch: ({ epoch, valid_cross_entropy, valid_accuracy }) =>
      context.log(
        `epoch ${epoch}: valid cross-entropy ${valid_cross_entropy.toFixed(3)} nats, accuracy ${valid_accuracy.toFixed(3)}`,
      ),
  });
  const seconds = (performance.now() - started) / 1000;
  context.measure("training", seconds, "seconds");
  context.measure("training rate", images / seconds, "images a second");

  const logits = classifier.logitsOf(faces.splits.valid.pixels);
  const temperature = fitTemperature(logits, faces.splits.valid.labels, classes.length);
  const final = calibrated(classifier, temperature);
  const held = [holdOut(final, faces, "valid"), holdOut(final, faces, "test")];
  const metadata = { classes: JSON.stringify(classes) };
  await writeClassifier(context.output("weights"), final);
  await writeTable(
    context.output("predictions"),
    predictionsTable,
    held.flatMap((part) => predictionRows(name, part)),
    { metadata },
  );
  await writeTable(
    context.output("metrics"),
    classifierMetricsTable,
    held.flatMap((part) => metricRows(name, final, part)),
    { metadata },
  );
  await writeTable(context.output("curve"), learningCurveTable, curveRows(name, result), { metadata });
  classifier.dispose();
}

function holdOut(classifier: Classifier, { splits, classes }: Faces, split: "valid" | "test"): HeldOut {
  const faces = splits[split];
  const logits = classifier.logitsOf(faces.pixels);
  const p = choiceDistributions(logits, classes.length, classifier.config.temperature);
  return { split, faces, logits, p, scores: score(p, faces, classes.length) };
}
