export { chooseNext, expectedInformation, type Loop, startLoop, updateLoop } from "./choose-next.ts";
export { type AnsweredTrial, type FittedPerson, fitPerson } from "./fit-person.ts";
export {
  type Answer,
  type Person,
  PRIOR_PRECISION,
  personProbabilities,
  SLOPE_PRECISION,
  shareOf,
} from "./person.ts";
export { type LoopWorld, simulateLoop } from "./simulate-loop.ts";
