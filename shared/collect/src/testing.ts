/** For tests and benchmarks of others. */
export { startPostgres } from "./toy-databases.ts";
export { toyStudy } from "./toy-study.ts";
