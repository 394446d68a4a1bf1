export {
  chooseNext,
  expectAnswer,
  expectedInformation,
  type Loop,
  personOf,
  startLoop,
  updateLoop,
} from "./choose-next.ts";
export {
  choosePairs,
  type NamedPerson,
  type PairOptions,
  type PersonPair,
  pairOf,
  type SplitClasses,
} from "./choose-pairs.ts";
export { descend, type Evaluation } from "./descend.ts";
export {
  type AnsweredTrials,
  coordinatesOf,
  type Directions,
  fitCoordinates,
  moveScores,
} from "./fit-coordinates.ts";
export {
  type AnsweredTrial,
  type FittedPerson,
  fitPerson,
  personDirections,
  personWeights,
} from "./fit-person.ts";
export { answerNats, choiceTargets, type Targets, targetsOf } from "./likelihood.ts";
export {
  type Answer,
  type Person,
  PRIOR_PRECISION,
  personProbabilities,
  SLOPE_PRECISION,
  shareOf,
} from "./person.ts";
export { type LoopWorld, simulateLoop } from "./simulate-loop.ts";
export { reachOf, type Split, splitPeople } from "./split-people.ts";
