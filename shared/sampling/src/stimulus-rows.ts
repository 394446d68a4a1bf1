import { encodeGreyPng } from "@limen/images";
import { entropyBits } from "@limen/stats";
import type { Row, stimuliTable } from "@limen/tables";
import type { Attempt } from "./attempt.ts";
import { answersOf } from "./judge.ts";
import { aimColumns, guideColumns, samplerName } from "./names.ts";
import type { Nets } from "./nets.ts";
import type { SamplingParams } from "./params.ts";
import type { Stimulus } from "./stimulus.ts";

/** The stimuli table. Controls are put to the guides of the stimulus that they stand beside. */
export async function stimulusRows(
  stimuli: readonly Stimulus[],
  nets: Nets,
  params: SamplingParams,
): Promise<Row<typeof stimuliTable>[]> {
  const images = stimuli.map(({ pixels }) => pixels);
  const answers = nets.guides.map((guide) => answersOf(guide, images, nets.size));
  const judge = answersOf(nets.heldOut, images, nets.size);
  const inSeries = streamsOfSeries(stimuli);
  const rows: Row<typeof stimuliTable>[] = [];
  for (const [place, { id, pixels, boundary, match, face, judged }] of stimuli.entries()) {
    const [first, second] = boundary.attempt.guides;
    const all = [...answers.map((of) => of[place]!), judge[place]!];
    rows.push({
      stimulus_id: id,
      image: { bytes: await encodeGreyPng(pixels, nets.size), path: null },
      arm: judged ? judged.attempt.arm : "natural",
      sampler: judged ? samplerName(judged.attempt, params) : "none",
      ...aimColumns(judged ?? boundary, nets),
      ...(judged ? {} : { level: null, budget: null }),
      ...guideColumns(boundary, nets),
      series: judged && inSeries.has(judged.attempt.stream) ? seriesName(judged.attempt) : null,
      p_guide_1: answers[first!]![place]!,
      p_guide_2: second === undefined ? null : answers[second]![place]!,
      p_held_out: judge[place]!,
      held_out: nets.heldOut.name,
      validity: judged ? judged.validity : face!.validity,
      face_score: judged ? judged.faceScore : face!.faceScore,
      difficulty: entropyBits(meanOf(all)),
      match_id: match,
      face_id: judged ? null : face!.id,
      anchor_id: judged && face ? face.id : null,
      label: judged ? null : face!.label,
    });
  }
  return rows;
}

/** Streams that more than one boundary stimulus grew from. */
function streamsOfSeries(stimuli: readonly Stimulus[]): Set<number> {
  const streams = stimuli.flatMap(({ match, judged }) =>
    match === null && judged ? [judged.attempt.stream] : [],
  );
  return new Set(streams.filter((stream, place) => streams.indexOf(stream) !== place));
}

function seriesName({ arm, stream }: Attempt): string {
  return `${arm}-${String(stream).padStart(6, "0")}`;
}

function meanOf(answers: readonly Float32Array[]): Float64Array {
  const mean = new Float64Array(answers[0]!.length);
  for (const answer of answers) {
    for (const [index, p] of answer.entries()) mean[index]! += p / answers.length;
  }
  return mean;
}
