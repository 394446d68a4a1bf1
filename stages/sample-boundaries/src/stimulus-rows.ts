import { encodeGreyPng } from "@limen/images";
import type { Row, stimuliTable } from "@limen/tables";
import type { Stimulus } from "./collect-stimuli.ts";
import { answersOf, validityOf } from "./judge.ts";
import type { Nets } from "./load-nets.ts";
import type { Params } from "./params.ts";
import { guideName, samplerName } from "./tally.ts";

/** The stimuli table. Controls are put to the guides of the stimulus that they stand beside. */
export async function stimulusRows(
  stimuli: readonly Stimulus[],
  nets: Nets,
  params: Params,
): Promise<Row<typeof stimuliTable>[]> {
  const first = answersByGuide(stimuli, nets, 0);
  const second = answersByGuide(stimuli, nets, 1);
  const natural = naturalJudgements(stimuli, nets);
  const rows: Row<typeof stimuliTable>[] = [];
  for (const [index, { id, pixels, boundary, match, from }] of stimuli.entries()) {
    const own = from.kind === "attempt" ? from.judged : undefined;
    const face = from.kind === "natural" ? from.face : undefined;
    const { a, b } = boundary.attempt;
    rows.push({
      stimulus_id: id,
      image: { bytes: await encodeGreyPng(pixels, nets.size), path: null },
      arm: own ? own.attempt.arm : "natural",
      sampler: own ? samplerName(own, params) : "none",
      class_a: nets.classes[own?.attempt.a ?? a]!,
      class_b: nets.classes[own?.attempt.b ?? b]!,
      guide_1: guideName(nets, boundary.attempt.guides[0]),
      guide_2: guideName(nets, boundary.attempt.guides[1]),
      p_guide_1: first.get(index)!,
      p_guide_2: second.get(index) ?? null,
      p_held_out: own ? own.heldOut : natural.get(index)!.heldOut,
      held_out: nets.heldOut.name,
      validity: own ? own.validity : natural.get(index)!.validity,
      match_id: match,
      face_id: face?.id ?? null,
      label: face?.label ?? null,
    });
  }
  return rows;
}

/** Answers of the first or second guide of each stimulus's boundary, by place in the list. */
function answersByGuide(stimuli: readonly Stimulus[], nets: Nets, which: 0 | 1): Map<number, Float32Array> {
  const answers = new Map<number, Float32Array>();
  for (const [guide, net] of nets.guides.entries()) {
    const places = stimuli.flatMap(({ boundary }, place) =>
      boundary.attempt.guides[which] === guide ? [place] : [],
    );
    const found = answersOf(
      net,
      places.map((place) => stimuli[place]!.pixels),
      nets.size,
    );
    for (const [row, place] of places.entries()) answers.set(place, found[row]!);
  }
  return answers;
}

interface NaturalJudgement {
  readonly heldOut: Float32Array;
  readonly validity: number;
}

function naturalJudgements(stimuli: readonly Stimulus[], nets: Nets): Map<number, NaturalJudgement> {
  const places = stimuli.flatMap(({ from }, place) => (from.kind === "natural" ? [place] : []));
  const images = places.map((place) => stimuli[place]!.pixels);
  const heldOut = answersOf(nets.heldOut, images, nets.size);
  const validity = validityOf(nets, images);
  return new Map(places.map((place, row) => [place, { heldOut: heldOut[row]!, validity: validity[row]! }]));
}
