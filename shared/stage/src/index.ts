export {
  type ArtifactKind,
  describeArtifact,
  document,
  extensionOf,
  type InputSpec,
  input,
  type OutputSpec,
  output,
  sameArtifact,
  table,
  weights,
} from "./artifacts.ts";
export type { BlockShare } from "./blocks.ts";
export type { Checkpoints } from "./checkpoints.ts";
export {
  type ContextOptions,
  createContext,
  type InputArtifact,
  type PipelinePicture,
  type StageContext,
  type StageEvent,
} from "./context.ts";
export {
  type AnyStage,
  type ContextOf,
  defineStage,
  loadRun,
  type StageDeclaration,
} from "./define.ts";
export { externalParams, externalPath } from "./external.ts";
export type { Facts, InputFacts } from "./foresight.ts";
export { type ParameterRow, parameterRows } from "./parameter-rows.ts";
