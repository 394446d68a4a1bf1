import { canonicalJson } from "@limen/artifact";
import { loadStage, type RunIdentity, stageNames } from "@limen/runner";

type Params = Readonly<Record<string, unknown>>;

/**
 * Parameters of a run that are not as its stage has them if nothing is said; within objects, those of their keys. All where
 * the stage is not here.
 */
export async function chosenParams({ stage, params }: RunIdentity, stages: string): Promise<Params> {
  if (!stageNames(stages).includes(stage)) return params;
  const { declaration } = await loadStage(stages, stage);
  const usual = Object.fromEntries(
    Object.entries(declaration.params.shape).flatMap(([name, schema]) => {
      const parsed = schema.safeParse(undefined);
      return parsed.success ? [[name, parsed.data]] : [];
    }),
  );
  return differing(params, usual);
}

function differing(params: Params, usual: Params): Params {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      const other = usual[name];
      if (isObject(value) && isObject(other)) {
        const own = differing(value, other);
        return Object.keys(own).length === 0 ? [] : [[name, own]];
      }
      return other !== undefined && canonicalJson(value) === canonicalJson(other) ? [] : [[name, value]];
    }),
  );
}

function isObject(value: unknown): value is Params {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
