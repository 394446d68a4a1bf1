export { checkRejected } from "./check-rejected.ts";
export { describeImport } from "./describe-import.ts";
export type { Judgements } from "./judgements.ts";
export { judgementsOf } from "./judgements-of.ts";
export { participantRow } from "./participant-row.ts";
export { readStudy } from "./read-study.ts";
export { readTrials, type Understood } from "./read-trials.ts";
export { writeJudgements } from "./write-judgements.ts";
