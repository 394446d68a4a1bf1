import type { Answers } from "./encode-answers.ts";

/** A participant's answers to the first and the second showing of one stimulus. */
export interface RepeatPair {
  readonly participant: number;
  readonly stimulus: number;
  readonly first: number;
  readonly second: number;
}

/** Pairs each repeat with the same person's first answer; third and later showings are left out. */
export function pairRepeats(answers: Answers): RepeatPair[] {
  const key = (i: number) => answers.participant[i]! * answers.stimuli.length + answers.stimulus[i]!;
  // Most answers are never repeated: only those that are take memory here.
  const repeated = new Set<number>();
  for (let i = 0; i < answers.response.length; i++) if (answers.isRepeat[i] === 1) repeated.add(key(i));
  const firsts = new Map<number, number>();
  const paired = new Set<number>();
  const pairs: RepeatPair[] = [];
  for (let i = 0; i < answers.response.length; i++) {
    const name = key(i);
    if (answers.isRepeat[i] === 0) {
      if (repeated.has(name)) firsts.set(name, answers.response[i]!);
      continue;
    }
    // A repeat without a first answer: the first one came too late.
    const first = firsts.get(name);
    if (first === undefined || paired.has(name)) continue;
    paired.add(name);
    const second = answers.response[i]!;
    pairs.push({ participant: answers.participant[i]!, stimulus: answers.stimulus[i]!, first, second });
  }
  return pairs;
}
