import { UserError } from "@limen/errors";
import { permutation, type RandomStream } from "@limen/random";
import { type EncodedTrials, trialsOf } from "./encode-trials.ts";

/** What a trial is used for. Nothing but TRAIN is ever fitted on. */
export const TRAIN = 0;
/** Held out; its stimulus is old: others' answers to it are in the group's training. */
export const TEST_OLD = 1;
/** Held out; its stimulus is new: nobody's answers to it are in any training. */
export const TEST_NEW = 2;
/** Neither: the closed loop chose the stimulus, so it may not be scored; it is new or held out, so it may not be fitted on. */
export const UNUSED = 3;

export interface SplitShares {
  /** Share of the stimuli that are new. */
  readonly newStimuli: number;
  /** Share of the people that are new: not in the group's training. */
  readonly newPeople: number;
  /** Share of a person's old stimuli whose answers are held out. */
  readonly heldOut: number;
  /** Share of the old stimuli that choose the group's epoch and temperature. */
  readonly innerValidation: number;
}

export interface Split {
  /** 1: new, for each stimulus. Stimuli without answers are new. */
  readonly newStimulus: Uint8Array;
  /** 1: an old stimulus that chooses the epoch, for each stimulus. */
  readonly innerValidation: Uint8Array;
  /** 1: new, for each participant. */
  readonly newPerson: Uint8Array;
  /** TRAIN, TEST_OLD, TEST_NEW or UNUSED, for each trial. */
  readonly role: Uint8Array;
}

/**
 * Splits by stimulus and by person into four cells (old or new stimulus × old or new person).
 *
 * `family` names, for each stimulus, the boundary stimulus that it is matched to, or itself: a boundary stimulus and
 * its controls can look alike, so a family stays on one side. A repeat goes with the first showing for the same
 * reason. A trial whose stimulus was chosen for the person is never held out to be scored. The split depends on names and on the stream only, never on any answer.
 */
export function splitTrials(
  trials: EncodedTrials,
  family: readonly string[],
  shares: SplitShares,
  random: RandomStream,
): Split {
  const answered = new Uint8Array(trials.stimuli.length);
  for (const stimulus of trials.stimulus) answered[stimulus] = 1;
  const families = [...new Set(family.filter((_, stimulus) => answered[stimulus] === 1))].sort();
  if (families.length < 3) {
    throw new UserError({
      message: `only ${families.length} independent stimuli have answers; 3 are needed to train, choose and test`,
      hint: "matched controls count with their boundary stimulus: synthesise more stimuli",
    });
  }
  const newCount = clamp(Math.round(families.length * shares.newStimuli), 1, families.length - 2);
  const newFamilies = pick(families, newCount, random.split("stimuli"));
  const oldFamilies = families.filter((name) => !newFamilies.has(name));
  const innerCount = clamp(
    Math.round(oldFamilies.length * shares.innerValidation),
    1,
    oldFamilies.length - 1,
  );
  const innerFamilies = pick(oldFamilies, innerCount, random.split("inner validation"));
  const newStimulus = Uint8Array.from(family, (name, stimulus) =>
    answered[stimulus] === 0 || newFamilies.has(name) ? 1 : 0,
  );
  const newPeople = pick(
    trials.participants,
    Math.min(Math.round(trials.participants.length * shares.newPeople), trials.participants.length - 1),
    random.split("people"),
  );
  return {
    newStimulus,
    innerValidation: Uint8Array.from(family, (name, s) =>
      newStimulus[s] === 0 && innerFamilies.has(name) ? 1 : 0,
    ),
    newPerson: Uint8Array.from(trials.participants, (name) => (newPeople.has(name) ? 1 : 0)),
    role: rolesOf(trials, newStimulus, shares.heldOut, random.split("held out")),
  };
}

function rolesOf(
  trials: EncodedTrials,
  newStimulus: Uint8Array,
  share: number,
  random: RandomStream,
): Uint8Array {
  const role = new Uint8Array(trials.count);
  // Person by person, so that the stimuli of thousands are never listed together.
  trials.participants.forEach((name, person) => {
    const old = new Set<number>();
    const own = trialsOf(trials, person, () => true);
    for (const t of own) {
      const isChosen = trials.isChosen[t] === 1;
      if (newStimulus[trials.stimulus[t]!] === 1) role[t] = isChosen ? UNUSED : TEST_NEW;
      else if (!isChosen) old.add(trials.stimulus[t]!);
    }
    const stimuli = [...old].sort((a, b) => a - b);
    const heldOut = pick(stimuli, Math.round(stimuli.length * share), random.split(name));
    for (const t of own)
      if (heldOut.has(trials.stimulus[t]!)) role[t] = trials.isChosen[t] === 1 ? UNUSED : TEST_OLD;
  });
  return role;
}

function pick<T>(items: readonly T[], count: number, random: RandomStream): Set<T> {
  const order = permutation(random, items.length);
  return new Set(Array.from(order.subarray(0, count), (index) => items[index]!));
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
