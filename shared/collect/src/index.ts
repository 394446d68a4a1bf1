export type { Database } from "./database/database.ts";
export { openDatabase } from "./database/open-database.ts";
export { gather } from "./export/gather.ts";
export { writeCollected } from "./export/write-collected.ts";
export { buildServer } from "./server/build-server.ts";
export { readWithdrawn } from "./sessions/withdraw.ts";
export { addressOf, greetStudy } from "./simulate/greet-study.ts";
export { type ObserverFiles, openObservers } from "./simulate/open-observers.ts";
export {
  type Simulated,
  simulateParticipants,
  type TakeThrough,
  throughApi,
} from "./simulate/simulate-participants.ts";
export { type Decision, type Robot, type ShownTrial, takePart } from "./simulate/take-part.ts";
export { openEarlierRound } from "./study/earlier-round.ts";
export { newToken } from "./study/keys.ts";
export { openStudy } from "./study/open-study.ts";
export { readStudy, type StudyFiles } from "./study/read-study.ts";
export { studySettings } from "./study/settings.ts";
