import { type RandomStream, shuffled } from "@limen/random";
import { dealStimuli } from "./deal-stimuli.ts";
import type { DesignSize } from "./size-design.ts";

/** What is shown: an index into the stimuli or the catch faces; open: chosen when the trial comes, places are counted. */
interface Shown {
  readonly kind: "stimulus" | "catch" | "open";
  readonly index: number;
}

export interface PlannedTrial extends Shown {
  /** The participant saw it before. */
  readonly isRepeat: boolean;
}

/** A participant's trials, made when they are asked for: all trials of a large study at once would fill the memory. */
export type TrialsOf = () => readonly PlannedTrial[];

/**
 * Who sees what, and in which order, a participant each. Every stimulus is dealt about as often. So many of a participant's own
 * places stay open as a closed loop wants.
 */
export function planTrials(
  size: DesignSize,
  stimuli: number,
  catchFaces: number,
  participants: number,
  random: RandomStream,
  open = 0,
): TrialsOf[] {
  const { core, others } = chooseCore(size, stimuli, random);
  const own = dealStimuli(others, participants, size.own - open, random.split("own"));
  return own.map((dealt, participant) => () => {
    const stream = random.split("order").split(participant);
    return orderTrials({ core, own: dealt, open }, size, catchFaces, stream);
  });
}

/** Indices of the stimuli that everyone sees, and of the others, in random order. */
export function chooseCore(
  { core }: Pick<DesignSize, "core">,
  stimuli: number,
  random: RandomStream,
): { readonly core: readonly number[]; readonly others: readonly number[] } {
  const order = shuffled(random.split("core"), range(stimuli));
  return { core: order.slice(0, core), others: order.slice(core) };
}

/**
 * One participant's trials in order. A repeated stimulus comes once in each half, so the two are far apart; all else is
 * shuffled. The order depends on the stream only.
 */
export function orderTrials(
  {
    core,
    own,
    open = 0,
  }: { readonly core: readonly number[]; readonly own: readonly number[]; readonly open?: number },
  size: DesignSize,
  catchFaces: number,
  stream: RandomStream,
): PlannedTrial[] {
  const repeated = core.slice(0, size.repeats).map(stimulus);
  const once = shuffled(stream, [
    ...[...core.slice(size.repeats), ...own].map(stimulus),
    ...range(open).map((index): Shown => ({ kind: "open", index })),
  ]);
  const [onceFirst, onceSecond] = halves(once);
  const [catchFirst, catchSecond] = halves(catchTrials(size.catches, catchFaces, stream));
  return markRepeats([
    ...shuffled(stream, [...repeated, ...onceFirst, ...catchFirst]),
    ...shuffled(stream, [...repeated, ...onceSecond, ...catchSecond]),
  ]);
}

/** Block of a participant's trial, both counted from 0: stretches of equal length. */
export function blockOf(trial: number, trials: number, blocks: number): number {
  return Math.floor((trial * blocks) / trials);
}

const stimulus = (index: number): Shown => ({ kind: "stimulus", index });

/** Catch faces in random order, each as often as the others. */
function catchTrials(count: number, faces: number, stream: RandomStream): Shown[] {
  const drawn: number[] = [];
  while (drawn.length < count) drawn.push(...shuffled(stream, range(faces)));
  return drawn.slice(0, count).map((index) => ({ kind: "catch", index }));
}

function markRepeats(trials: readonly Shown[]): PlannedTrial[] {
  const seen = new Set<string>();
  return trials.map((trial) => {
    const name = `${trial.kind} ${trial.index}`;
    const isRepeat = seen.has(name);
    seen.add(name);
    return { ...trial, isRepeat };
  });
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function halves<T>(items: readonly T[]): [readonly T[], readonly T[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}
