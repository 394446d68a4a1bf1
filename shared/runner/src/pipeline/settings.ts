import { type Place, type Problem, suggestion } from "@limen/errors";
import { parseDocument } from "yaml";
import type { Path, PipelineSource } from "./pipeline-source.ts";

/** A source with `--set` values laid over it. */
export interface SettledSource extends PipelineSource {
  /** Whether a `--set` gave the value at that path: then a path in it is relative to the working directory. */
  isSet(path: Path): boolean;
}

interface Setting {
  readonly path: Path;
  readonly place: Place;
}

type Mapping = Record<string, unknown>;

/**
 * Lays `--set node.param=value` (or `node[instance].param=value`, or `seed=value`) over a parsed pipeline. Values are
 * YAML. Returns the new source and what was wrong with the flags; they are then checked like the file.
 */
export function applySettings(
  source: PipelineSource,
  flags: readonly string[],
): { source: SettledSource; problems: Problem[] } {
  const value = structuredClone(source.value);
  const settings: Setting[] = [];
  const problems: Problem[] = [];
  for (const flag of flags) {
    const place: Place = { field: `--set ${flag}` };
    const result = applyOne(value, flag);
    if ("path" in result) settings.push({ path: result.path, place });
    else problems.push({ ...result, place });
  }
  const find = (path: Path) => settings.findLast((setting) => isPrefix(setting.path, path));
  return {
    source: {
      ...source,
      value,
      isSet: (path) => find(path) !== undefined,
      locate: (path, part) => find(path)?.place ?? source.locate(path, part),
    },
    problems,
  };
}

function applyOne(pipeline: unknown, flag: string): { path: Path } | Problem {
  const match = /^([A-Za-z][\w-]*)(?:\[([^\]]+)\])?((?:\.[A-Za-z][\w-]*)*)=(.*)$/s.exec(flag);
  if (match === null)
    return { message: "not of the form node.param=value", hint: "for example --set faces.faces=3000" };
  const [, node = "", instance, dotted = "", text = ""] = match;
  const document = parseDocument(text);
  const error = document.errors[0];
  if (error !== undefined) return { message: `the value is not YAML: ${error.message.split("\n")[0]}` };
  const value: unknown = document.toJS();
  if (!isMapping(pipeline)) return { message: "the pipeline file holds no nodes" };
  if (node === "seed" && dotted === "" && instance === undefined) return put(pipeline, [], ["seed"], value);
  const params = dotted.split(".").slice(1);
  const nodes = pipeline.nodes;
  if (!isMapping(nodes) || !Object.hasOwn(nodes, node)) {
    const names = isMapping(nodes) ? Object.keys(nodes) : [];
    return { message: `unknown node "${node}"`, hint: suggestion(node, names) };
  }
  if (params.length === 0)
    return { message: "names no parameter", hint: `write --set ${node}.<parameter>=${text}` };
  const body = nodes[node];
  if (!isMapping(body)) return { message: `node "${node}" is not a mapping` };
  if (instance !== undefined) return put(body, ["nodes", node], ["override", instance, ...params], value);
  // The flag speaks for every instance, so it also takes the place of what `override` says.
  const overrides = body.override;
  for (const override of isMapping(overrides) ? Object.values(overrides) : []) {
    if (isMapping(override)) delete override[params[0] ?? ""];
  }
  return put(body, ["nodes", node], ["with", ...params], value);
}

function put(target: Mapping, base: Path, path: readonly string[], value: unknown): { path: Path } {
  let mapping = target;
  for (const step of path.slice(0, -1)) {
    const next = Object.hasOwn(mapping, step) ? mapping[step] : undefined;
    const child: Mapping = isMapping(next) ? next : {};
    define(mapping, step, child);
    mapping = child;
  }
  define(mapping, path.at(-1) ?? "", value);
  return { path: [...base, ...path] };
}

/** As assignment, but `__proto__` is a name like any other. */
function define(mapping: Mapping, name: string, value: unknown): void {
  Object.defineProperty(mapping, name, { value, enumerable: true, configurable: true, writable: true });
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPrefix(prefix: Path, path: Path): boolean {
  return prefix.length <= path.length && prefix.every((step, index) => String(step) === String(path[index]));
}
