import { type DraftNode, nodePath } from "./draft.ts";
import type { Path } from "./pipeline-source.ts";

/** Parameters as given for one instance, and where each was given. */
export interface GivenParams {
  readonly values: Readonly<Record<string, unknown>>;
  /** Path in the pipeline file of a path within the parameters. */
  pathOf(path: Path): Path;
}

/** `with`, under `override` of that instance, under the foreach value. Whole parameters, never parts of them. */
export function givenParams({ name, body }: DraftNode, instance: string | null): GivenParams {
  const override = instance === null ? {} : (body.override?.[instance] ?? {});
  const [varied, values = []] = Object.entries(body.foreach ?? {})[0] ?? [];
  const index = values.findIndex((value) => String(value) === instance);
  const foreachValue = varied === undefined || instance === null ? {} : { [varied]: values[index] };
  return {
    values: { ...body.with, ...override, ...foreachValue },
    pathOf([param, ...rest]) {
      if (param === undefined) return nodePath(name, "with");
      if (param === varied) return nodePath(name, "foreach", param, index, ...rest);
      if (instance !== null && Object.hasOwn(override, param)) {
        return nodePath(name, "override", instance, param, ...rest);
      }
      return nodePath(name, "with", param, ...rest);
    },
  };
}
