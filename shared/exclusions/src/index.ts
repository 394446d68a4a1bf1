export { comparerJudge, type JudgedComparison } from "./judge-comparer.ts";
export { type JudgedTrials, participantJudge, type Verdict } from "./judge-participant.ts";
export { hasAnswer, NONE, ratingsOf } from "./ratings-of.ts";
