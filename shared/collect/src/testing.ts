/** For tests and benchmarks of others. */
export { startPostgres } from "./toy-databases.ts";
export { ToyParticipant } from "./toy-participant.ts";
export { serveFiles, serveStudy, type ToyFiles, writeStudyFiles } from "./toy-served-study.ts";
export { toyStudy } from "./toy-study.ts";
