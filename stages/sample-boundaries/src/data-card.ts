import { isAccepted, isBoundary, type Judged, type Nets, samplerLine } from "@limen/sampling";
import { CONTROL_ARMS, groupBy } from "@limen/tables";
import type { Collected } from "./collect-stimuli.ts";
import { nearestAttempt } from "./nearest-attempt.ts";
import type { Params } from "./params.ts";

/** What somebody who gets the stimuli must know, as Markdown: what they are, how many, how chosen, what they are not. */
export function dataCard(all: readonly Judged[], collected: Collected, nets: Nets, params: Params): string {
  const { stimuli, lacking, duplicates } = collected;
  const { arms, anchorSigma } = params;
  const boundary = stimuli.filter(({ match }) => match === null);
  const controls = (arm: string) =>
    stimuli.filter(({ match, judged }) => match !== null && (judged?.attempt.arm ?? "natural") === arm)
      .length;
  const attempted = all.filter(({ attempt }) => isBoundary(attempt));
  const cells = groupBy(attempted, ({ attempt }) => {
    const classes = attempt.shares.map(({ index }) => nets.classes[index]!).join(" – ");
    const guides = attempt.guides.map((guide) => nets.guides[guide]!.name).join(", ");
    return `${attempt.arm} | ${classes} | ${guides}`;
  });
  const set = new Set(boundary.map(({ judged }) => judged));
  return [
    "# Stimulus set",
    "",
    `Grey faces of ${nets.size} × ${nets.size} pixels, made to lie on the decision boundaries of classifiers of emotion`,
    `(${nets.classes.join(", ")}), and controls matched to them.`,
    "",
    `- ${boundary.length} boundary faces; controls: ${CONTROL_ARMS.map((arm) => `${controls(arm)} ${arm}`).join(", ")}.`,
    `- Sampler: ${samplerLine(params)}${arms.includes("anchored") ? `; anchored faces start at noise ${anchorSigma}` : ""}.`,
    `- Guides: ${nets.guides.map(({ name }) => name).join(", ")}. Judge, which never guides: ${nets.heldOut.name}.`,
    `- Validity of at least ${params.minValidity} (quantile among real faces), of natural faces too.`,
    ...(nets.faceModel
      ? [
          `- p(face) of at least ${nets.faceModel.threshold.toFixed(3)} in ${nets.faceModel.judge.name}, of natural faces too.`,
        ]
      : []),
    `- Even pairs: both classes above ${params.acceptUncertainty} in the guide; controversial: each net gives its class more than ${params.acceptControversial}.`,
    `- ${duplicates} accepted faces were left out because the set had the picture already.`,
    ...lacking.map(
      ({ arm, control, lacking: count, of }) =>
        `- ${count} of ${of} ${arm} faces have fewer ${control} controls than asked for: no candidates were left.`,
    ),
    "",
    "The emotions are those that the classifiers were trained on. No boundary face is a photograph of a person; natural and",
    "off-manifold controls and anchored faces are, or come from, the real faces given, whose licence goes with them.",
    "",
    "| arm | classes | guides | attempts | accepted | in the set |",
    "| --- | --- | --- | --- | --- | --- |",
    ...[...cells].map(([name, cell]) => {
      const accepted = cell.filter(isAccepted).length;
      return `| ${name} | ${cell.length} | ${accepted} | ${cell.filter((judged) => set.has(judged)).length} |`;
    }),
    "",
    ...withoutStimulus(cells, nets, params),
  ].join("\n");
}

/** Where nothing was accepted: what came nearest. */
function withoutStimulus(
  cells: ReadonlyMap<string, readonly Judged[]>,
  nets: Nets,
  params: Params,
): readonly string[] {
  const barren = [...cells].filter(([, cell]) => !cell.some(isAccepted));
  if (barren.length === 0) return [];
  return [
    "Where no attempt was accepted, the one whose guides came nearest (it is not in the set):",
    "",
    "| arm | classes | guides | attempt | its classes' probabilities, guide by guide | on target | validity |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...barren.map(([name, cell]) => {
      const { attempt, answers, onTarget, validity } = nearestAttempt(cell, nets, params);
      const told = answers.map((answer) =>
        attempt.shares.map(({ index }) => answer[index]!.toFixed(2)).join(", "),
      );
      const target = onTarget ? "yes" : "no";
      return `| ${name} | ${attempt.index} | ${told.join("; ")} | ${target} | ${validity.toFixed(2)} |`;
    }),
    "",
  ];
}
