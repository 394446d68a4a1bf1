import { type Nets, samplerLine } from "@limen/sampling";
import type { SamplingParams } from "@limen/sampling/params";
import type { personPairsTable, Row } from "@limen/tables";
import type { CollectedFaces } from "./collect-faces.ts";
import type { Params } from "./params.ts";

export interface CardFacts {
  readonly pairs: readonly Row<typeof personPairsTable>[];
  readonly faces: CollectedFaces;
  readonly skipped: readonly string[];
  /** Who answered the round that the models were fitted on. */
  readonly sources: readonly string[];
}

/** What somebody who gets the stimuli must know, as Markdown: for whom they are, how many, how chosen, what they are not. */
export function dataCard(facts: CardFacts, nets: Nets, params: Params, sampling: SamplingParams): string {
  const { pairs, faces, skipped, sources } = facts;
  const guided = faces.stimuli.filter(({ match }) => match === null).length;
  return [
    "# Faces that two people are to see differently",
    "",
    `Grey faces of ${nets.size} × ${nets.size} pixels, made for pairs of people: by the models of the two, one is to answer the first`,
    "class and the other the second. The controls grew from the same noise without guidance.",
    "",
    `- ${guided} guided faces, ${faces.stimuli.length - guided} controls (${faces.withoutControl} faces lack theirs: it did not pass for a face).`,
    `- ${faces.duplicates} accepted faces were left out because the set had the picture already.`,
    `- The models stand on the group model of ${pairs[0]?.net ?? "no net"}, fitted to answers that are ${sources.join(" and ")}.`,
    `- Sampler: ${samplerLine(sampling)}. Judge, which never guides: ${nets.heldOut.name}.`,
    `- Accepted: each person's model gives its class more than ${params.accept}, and validity is at least ${params.minValidity}.`,
    ...skipped.map((line) => `- ${line}.`),
    "",
    "What a model foretells of a person is a hypothesis about that person, to be tested by a second round; a face says nothing about them.",
    "People of a real study must have agreed to be shown stimuli that were made for them.",
    "",
    "| pair | first is to say | second is to say | reach | aim | attempts | on target | accepted |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...pairs.map((row) => {
      const aim = row.aim === null ? "out of reach" : row.aim.toFixed(2);
      return `| ${row.pair} | ${row.class_a} | ${row.class_b} | ${row.reach.toFixed(2)} | ${aim} | ${row.attempts} | ${row.on_target} | ${row.accepted} |`;
    }),
    "",
  ].join("\n");
}
