import { UserError } from "@limen/errors";
import { explainRun, missingData, type NodeInstance, type Pipeline, type Session } from "@limen/runner";
import { lastRecords } from "./last-records.ts";

/** A node whose last result was made by other code, parameters, wiring or engine than are here. */
export interface OtherwiseMade {
  readonly node: string;
  /** `params changed: size 16 → 24`, the most telling first. */
  readonly changes: readonly string[];
}

/**
 * Nodes of which the pipeline as it stands would make another run, from the inputs that are there: those behind them are
 * not named for reading what changed. Loads no TensorFlow, reads no artifact and writes nothing.
 */
export function otherwiseMade(pipeline: Pipeline, session: Session): OtherwiseMade[] {
  const records = lastRecords(pipeline.name, session);
  const known = new Map([...records].map(([id, { outputs }]) => [id, outputs]));
  return pipeline.instances.flatMap((instance) => {
    const record = records.get(instance.id);
    const changes = record === undefined ? [] : changesOf(comparable(instance), record);
    return changes.length === 0 ? [] : [{ node: instance.id, changes }];
  });

  /** Without the user's data that are not there, and without outputs that older code did not have. */
  function comparable(instance: NodeInstance): NodeInstance {
    const missing = missingData(instance);
    const externals = Object.entries(instance.externals).filter(([param]) => !Object.hasOwn(missing, param));
    const inputs = Object.entries(instance.inputs).map(
      ([name, list]) => [name, list.filter(({ id, output }) => known.get(id)?.[output])] as const,
    );
    return { ...instance, externals: Object.fromEntries(externals), inputs: Object.fromEntries(inputs) };
  }

  function changesOf(instance: NodeInstance, record: Parameters<typeof explainRun>[2]): string[] {
    try {
      return explainRun(pipeline, instance, record, known, session)
        .filter(({ part, after }) => after !== null || !part.startsWith("externals."))
        .map(({ text }) => text);
    } catch (error) {
      // A record of another version of Limen, or a machine that has no engine: then it is not as here either.
      if (error instanceof UserError) return [error.problems[0]?.message ?? error.message];
      throw error;
    }
  }
}
