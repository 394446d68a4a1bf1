import { invariant } from "@limen/errors";
import type { z } from "zod";
import type { InputSpec, OutputSpec } from "./artifacts.ts";
import type { StageContext } from "./context.ts";
import type { Facts, InputFacts } from "./foresight.ts";

type Inputs = Record<string, InputSpec>;
type Outputs = Record<string, OutputSpec>;

/**
 * A stage as data. CLI help, pipeline checks, README tables and `pipelines/schema.json` derive from it.
 * The module that declares it must be light: the mathematics is imported by `load`, in the node's process only.
 */
export interface StageDeclaration<
  P extends z.ZodObject = z.ZodObject,
  I extends Inputs = Inputs,
  O extends Outputs = Outputs,
> {
  /** Folder and package name, a verb phrase. */
  readonly name: string;
  /** What the stage does, in a sentence. */
  readonly summary: string;
  /** A zod strictObject; every key has a description (unit in parentheses) and, unless it must be given, a default. */
  readonly params: P;
  readonly inputs: I;
  readonly outputs: O;
  /** Whether it computes with TensorFlow: then the engine's identity is part of the run's key. */
  readonly engine: boolean;
  /** Whether `run` wants the picture of the pipeline (then the picture is part of the key). */
  readonly drawsPipeline?: boolean;
  /** Whether its long work goes through `context.blocks`: then `shards: N` in a pipeline spreads it over N processes. */
  readonly shardable?: boolean;
  /** What the outputs will hold, as far as it is known before anything runs. */
  readonly foretell?: (params: z.output<P>, inputs: InputFacts) => { readonly [Output in keyof O]?: Facts };
  /**
   * Throws a UserError for parameters that cannot work with what the inputs will hold (`field` is the parameter), so that
   * a wrong name is told when the pipeline is read, not when hours of training are done.
   */
  readonly foresee?: (params: z.output<P>, inputs: InputFacts) => void;
  /**
   * Imports the module whose `run(context: ContextOf<typeof stage>)` does the work. Unknown here, because run's type
   * is made from this declaration: the runner checks that the module has a `run`.
   */
  readonly load: () => Promise<unknown>;
}

/** A declaration of any stage, for the runner, which knows stages only by name and declaration. */
export type AnyStage = StageDeclaration;

/** Imports a stage's `run`. Throws InternalError when its module has none. */
export async function loadRun(stage: AnyStage): Promise<(context: StageContext) => Promise<void>> {
  const module = (await stage.load()) as { readonly run?: unknown };
  invariant(
    typeof module.run === "function",
    `the module that stage ${stage.name} loads exports no run function`,
  );
  return module.run as (context: StageContext) => Promise<void>;
}

export function defineStage<P extends z.ZodObject, const I extends Inputs, const O extends Outputs>(
  declaration: StageDeclaration<P, I, O>,
): StageDeclaration<P, I, O> {
  return declaration;
}

/** The context type that a stage's run gets: `ContextOf<typeof stage>`. */
export type ContextOf<S> =
  S extends StageDeclaration<infer P, infer I, infer O> ? StageContext<z.output<P>, I, O> : never;
