import type { Row } from "@limen/tables/spec";
import type { alignmentNotesTable } from "@limen/tables/specs";
import type { EncodedTrials } from "./encode-trials.ts";
import { type Split, TEST_NEW, TRAIN } from "./split-trials.ts";

type Note = Row<typeof alignmentNotesTable>;

/** So many names are given of each finding. */
const NAMED = 10;

/** What of the data needs a second look: such people, stimuli and classes are handled, and counted here. */
export function describeStudy(net: string, trials: EncodedTrials, split: Split, minTrials: number): Note[] {
  const { classes, participants, stimuli } = trials;
  const people = { few: [] as string[], untested: [] as string[], oneKey: [] as string[] };
  participants.forEach((name, person) => {
    const { train, test, answers } = tallyOf(trials, split, person);
    if (train < minTrials) people.few.push(name);
    if (test === 0) people.untested.push(name);
    if (answers === 1) people.oneKey.push(name);
  });
  const answered = new Set(trials.stimulus);
  const { values } = trials.targets;
  const rows = [...new Set(trials.answer)];
  const isChosen = (c: number) => rows.some((row) => values[row * classes.length + c]! > 0);
  const source = [...new Set(trials.sources)].sort().join(" and ");
  const note = (finding: string, names: readonly string[], of: number, handled: string): Note[] =>
    names.length === 0
      ? []
      : [
          {
            net,
            finding,
            count: names.length,
            of,
            names: names.slice(0, NAMED).join(", "),
            handled,
            source,
          },
        ];
  const few = `fewer than ${minTrials} training trials: they are given the group model`;
  return [
    ...note("few_trials", people.few, participants.length, few),
    ...note("no_held_out", people.untested, participants.length, "no row of held-out fit on new stimuli"),
    ...note(
      "one_key",
      people.oneKey,
      participants.length,
      "fitted as others are: the prior keeps their criteria finite",
    ),
    ...note(
      "closed_loop",
      participants.filter((_, p) =>
        trials.isChosen.subarray(trials.firstOf[p], trials.firstOf[p + 1]).includes(1),
      ),
      participants.length,
      "fitted to what the loop chose for them, not scored on it; the group is not fitted to it",
    ),
    ...note(
      "no_answers",
      stimuli.filter((_, s) => !answered.has(s)),
      stimuli.length,
      "they count as new: only the predictions name them",
    ),
    ...note(
      "never_chosen",
      classes.filter((_, c) => !isChosen(c)),
      classes.length,
      "the prior keeps their criteria finite",
    ),
  ];
}

/** As lines of the log. */
export function noteLines(notes: readonly Note[]): string[] {
  return notes.map(
    ({ finding, count, of, names, handled }) =>
      `${finding}: ${count} of ${of} (${names}${count > NAMED ? ", …" : ""}); ${handled}`,
  );
}

function tallyOf({ firstOf, answer }: EncodedTrials, { role }: Split, person: number) {
  const answers = new Set<number>();
  let train = 0;
  let test = 0;
  for (let t = firstOf[person]!; t < firstOf[person + 1]!; t++) {
    if (role[t] === TRAIN) train++;
    if (role[t] === TEST_NEW) test++;
    answers.add(answer[t]!);
  }
  return { train, test, answers: answers.size };
}
