export { chooseSides } from "./design/choose-sides.ts";
export { ClosedLoop, closedLoopFor, type LoopSource } from "./design/closed-loop.ts";
export { type Item, itemsOf, type SureItem, sureItemsOf } from "./design/items.ts";
export { drawCandidates, openPlaces } from "./design/open-places.ts";
export {
  blockOf,
  chooseCore,
  orderTrials,
  type PlannedTrial,
  planTrials,
  type TrialsOf,
} from "./design/plan-trials.ts";
export { checkSameClasses, type Prediction, pickModel, predictionsOf } from "./design/predictions-of.ts";
export { type KnownFaces, readFaces } from "./design/read-faces.ts";
export { answersReached, type DesignSize, sizeDesign } from "./design/size-design.ts";
export { Steering } from "./design/steering.ts";
export {
  orderTargeted,
  placesByPerson,
  type Target,
  type Targets,
  targetProblems,
  untargetable,
} from "./design/targets.ts";
export { type Answer, type Asked, answerTrials, startAnswering } from "./observers/answer-trials.ts";
export { checkPercept } from "./observers/check-percept.ts";
export { choiceProbabilities } from "./observers/choice-probabilities.ts";
export { type Comparison, compareFaces } from "./observers/compare-faces.ts";
export { drawObserver, type Observer } from "./observers/draw-observer.ts";
export { keepSurest } from "./observers/keep-surest.ts";
export { observerScores } from "./observers/observer-scores.ts";
export { type Rating, rateFaces } from "./observers/rate-faces.ts";
export { roundedTime } from "./observers/response-time.ts";
export { type Perceive, scoreImages, type Visible } from "./observers/score-images.ts";
export { seeStimuli } from "./observers/see-stimuli.ts";
export type { CatchFace, Showable } from "./observers/showable.ts";
export { resolveWorld, type World } from "./observers/worlds.ts";
