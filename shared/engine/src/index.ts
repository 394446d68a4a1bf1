export type { Check } from "./check.ts";
export { doctor } from "./doctor.ts";
export { type EnsureEngineOptions, ensureEngine, type InstalledEngine } from "./ensure-engine.ts";
export {
  CANONICAL_THREADS,
  type EngineIdentity,
  type EngineMode,
  engineEnvironment,
  engineIdentity,
  engineMode,
} from "./environment.ts";
export { cacheDirectory, engineDirectory, isInstalled } from "./locate.ts";
export type { EngineEvent, OnEngineEvent } from "./progress.ts";
