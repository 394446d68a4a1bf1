/** Answers that count, as integers: one entry an answered trial that is no catch trial, in the order of the table. */
export interface Answers {
  readonly classes: readonly string[];
  /** Names behind the indices. */
  readonly stimuli: readonly string[];
  readonly participants: readonly string[];
  readonly stimulus: Int32Array;
  readonly participant: Int32Array;
  readonly response: Int32Array;
  readonly isRepeat: Uint8Array;
}

export interface AnsweredTrial {
  readonly participant_id: string;
  readonly stimulus_id: string;
  readonly response: string;
  readonly is_repeat: boolean;
}

/** Encodes kept trials. Stimuli and participants are numbered as they first come up. */
export function encodeAnswers(trials: readonly AnsweredTrial[], classes: readonly string[]): Answers {
  const stimuli = new Map<string, number>();
  const participants = new Map<string, number>();
  const classIndex = new Map(classes.map((name, index) => [name, index]));
  return {
    classes,
    stimulus: Int32Array.from(trials, (trial) => numberOf(stimuli, trial.stimulus_id)),
    participant: Int32Array.from(trials, (trial) => numberOf(participants, trial.participant_id)),
    response: Int32Array.from(trials, (trial) => classIndex.get(trial.response)!),
    isRepeat: Uint8Array.from(trials, (trial) => (trial.is_repeat ? 1 : 0)),
    stimuli: [...stimuli.keys()],
    participants: [...participants.keys()],
  };
}

function numberOf(numbers: Map<string, number>, name: string): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, numbers.size);
  return numbers.size - 1;
}

/** Counts [stimuli × classes], row by row, of first answers: repeats are left out, so each answer is another person's. */
export function countChoices(
  answers: Answers,
  keep: (participant: number) => boolean = () => true,
): Int32Array {
  const counts = new Int32Array(answers.stimuli.length * answers.classes.length);
  for (let i = 0; i < answers.response.length; i++) {
    if (answers.isRepeat[i] === 1 || !keep(answers.participant[i]!)) continue;
    counts[answers.stimulus[i]! * answers.classes.length + answers.response[i]!]!++;
  }
  return counts;
}
