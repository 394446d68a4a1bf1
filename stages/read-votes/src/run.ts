import { UserError } from "@limen/errors";
import { decodeUnitBatch } from "@limen/images";
import { readClassifier } from "@limen/models";
import { shuffled } from "@limen/random";
import type { ContextOf } from "@limen/stage";
import { classesOf, groupBy, readTable, writeTable } from "@limen/tables";
import { facesTable, participantsTable, stimuliTable, trialsTable, votesTable } from "@limen/tables/specs";
import { participantRow } from "@limen/trials";
import { dealVotes, votesOf } from "./deal-votes.ts";
import type stage from "./index.ts";
import { naturalStimulus } from "./natural-stimulus.ts";

/** Pictures decoded together. */
const BATCH = 128;

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const { params, random } = context;
  const { rows, metadata } = await readTable(context.input("faces").path, facesTable);
  const votes = (await readTable(context.input("votes").path, votesTable)).rows;
  const classes = classesOf(metadata);
  const splits: readonly string[] = params.splits;
  const known = votes.filter((vote) => classes.includes(vote.response));
  const candidates = rows.filter((row) => splits.includes(row.split));
  const counted = votesOf(
    candidates.map((face) => face.face_id),
    known,
    params.minVotes,
  );
  const voted = candidates.flatMap((face, i) => (counted[i] ? [{ face, votes: counted[i] }] : []));
  if (voted.length < 2) {
    throw new UserError({
      message: `${voted.length} of ${candidates.length} faces of the splits ${splits.join(", ")} have ${params.minVotes} votes`,
      place: { field: "minVotes" },
      hint: "lower minVotes, name other splits, or give faces with votes, such as FER+",
    });
  }
  const chosen = shuffled(random.split("faces"), voted)
    .slice(0, Math.min(params.faces, Math.max(2, Math.floor(params.share * voted.length))))
    .sort((a, b) => (a.face.face_id < b.face.face_id ? -1 : 1));
  const net = await readClassifier(context.input("heldOut").path);
  if (net.config.classes.join() !== classes.join()) {
    throw new UserError({
      message: `the net knows ${net.config.classes.join(", ")}, the faces have ${classes.join(", ")}`,
      place: { field: "inputs.heldOut" },
      hint: "give a net that was trained on these faces",
    });
  }
  const seen: Float32Array[] = [];
  for (let start = 0; start < chosen.length; start += BATCH) {
    const part = chosen.slice(start, start + BATCH).map(({ face }) => face.image.bytes);
    const answers = net.probabilitiesOf(await decodeUnitBatch(part, net.config.size));
    seen.push(...answers.map((p) => Float32Array.from(p)));
  }
  const stimuli = chosen.map(({ face }, i) => naturalStimulus(face, classes, net.config.name, seen[i]!));
  net.dispose();
  const trials = dealVotes(
    chosen.map(({ face }) => face.face_id),
    chosen.map((one) => one.votes),
    random.split("voters"),
  );
  await writeTable(context.output("stimuli"), stimuliTable, stimuli, {
    metadata: { classes: metadata.classes!, size: metadata.size! },
  });
  await writeTable(context.output("trials"), trialsTable, byVoter(trials), {
    metadata: { classes: metadata.classes!, task: "choice" },
  });
  await writeTable(context.output("participants"), participantsTable, voters(trials));
  context.log(`${trials.length} votes on ${chosen.length} faces; ${voted.length} had enough votes`);
}

function byVoter<T extends { participant_id: string; trial: number }>(trials: readonly T[]): T[] {
  return trials.toSorted((a, b) =>
    a.participant_id === b.participant_id ? a.trial - b.trial : a.participant_id < b.participant_id ? -1 : 1,
  );
}

function voters(trials: readonly { participant_id: string; source: string }[]) {
  return [...groupBy(trials, (trial) => trial.participant_id)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([participant_id, own]) => participantRow(participant_id, own[0]!.source));
}
