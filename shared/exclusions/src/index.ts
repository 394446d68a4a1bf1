export { type JudgedTrials, NONE, participantJudge, type Verdict } from "./judge-participant.ts";
