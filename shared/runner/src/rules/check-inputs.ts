import { type Problem, suggestion } from "@limen/errors";
import { describeArtifact, type InputSpec, sameArtifact } from "@limen/stage";
import { type Draft, type DraftNode, instanceNames, nodePath, type Rule } from "../pipeline/draft.ts";
import type { Path } from "../pipeline/pipeline-source.ts";
import { parseReference, type Reference } from "../pipeline/reference.ts";

/** Every input that a stage needs is given, exists, and is of the kind that it reads. */
export const checkInputs: Rule = (draft) =>
  [...draft.nodes.values()].flatMap((node) => checkNode(node, draft));

function checkNode(node: DraftNode, draft: Draft): Problem[] {
  const specs = node.stage?.declaration.inputs ?? {};
  const given = node.body.inputs ?? {};
  const problems: Problem[] = [];
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.optional || Object.hasOwn(given, name)) continue;
    problems.push({
      message: `node "${node.name}" gets no input "${name}" (${describeArtifact(spec.artifact)})`,
      place: draft.source.locate(nodePath(node.name, "inputs"), "key"),
      hint: `add it under inputs: ${name}: <node>.<output>${candidates(spec, draft, node.name)}`,
    });
  }
  for (const [name, value] of Object.entries(given)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec === undefined && node.stage !== undefined) {
      problems.push({
        message: `unknown input "${name}" of stage ${node.body.uses}`,
        place: draft.source.locate(nodePath(node.name, "inputs", name), "key"),
        hint: suggestion(name, Object.keys(specs)),
      });
    }
    const list = typeof value === "string" ? [value] : value;
    if (spec?.arity === "one" && list.length > 1) {
      const place = draft.source.locate(nodePath(node.name, "inputs", name), "key");
      problems.push({ message: `input "${name}" takes one artifact; ${list.length} are given`, place });
    }
    for (const [index, text] of list.entries()) {
      const path = nodePath(node.name, "inputs", name, ...(typeof value === "string" ? [] : [index]));
      problems.push(...checkReference(text, path, spec, node, draft));
    }
  }
  return problems;
}

function checkReference(
  text: string,
  path: Path,
  spec: InputSpec | undefined,
  node: DraftNode,
  draft: Draft,
): Problem[] {
  const place = draft.source.locate(path);
  const reference = parseReference(text);
  if (reference === undefined) {
    const hint = "write node.output or node[instance].output";
    return [{ message: `${JSON.stringify(text)} names no output`, place, hint }];
  }
  const from = draft.nodes.get(reference.node);
  if (from === undefined && !draft.nodeNames.includes(reference.node)) {
    const hint = suggestion(reference.node, draft.nodeNames);
    return [{ message: `unknown node "${reference.node}"`, place, hint }];
  }
  if (from?.stage === undefined) return [];
  const { outputs } = from.stage.declaration;
  const output = Object.hasOwn(outputs, reference.output) ? outputs[reference.output] : undefined;
  const problems = checkInstance(reference, from, spec, node).map((problem) => ({ ...problem, place }));
  if (output === undefined) {
    const hint = suggestion(reference.output, Object.keys(outputs));
    problems.push({ message: `node "${from.name}" has no output "${reference.output}"`, place, hint });
  } else if (spec !== undefined && !sameArtifact(output.artifact, spec.artifact)) {
    const hint = `${text} is a ${describeArtifact(output.artifact)}; the input reads a ${describeArtifact(spec.artifact)}`;
    problems.push({ message: `${text} does not fit this input`, place, hint });
  }
  return problems;
}

function checkInstance(
  reference: Reference,
  from: DraftNode,
  spec: InputSpec | undefined,
  to: DraftNode,
): Problem[] {
  const instances = instanceNames(from.body);
  const names = instances.filter((name) => name !== null);
  if (reference.instance !== null) {
    if (names.includes(reference.instance)) return [];
    if (names.length === 0) return [{ message: `node "${from.name}" has no foreach, so no instances` }];
    const hint = suggestion(reference.instance, names);
    return [{ message: `node "${from.name}" has no instance "${reference.instance}"`, hint }];
  }
  if (spec?.arity !== "one" || names.length === 0) return [];
  const own = instanceNames(to.body);
  if (own.every((name) => name !== null && names.includes(name))) return [];
  const hint = `name one: ${names.map((name) => `${from.name}[${name}].${reference.output}`).join(", ")}`;
  return [
    { message: `the input takes one artifact, and node "${from.name}" has ${names.length} instances`, hint },
  ];
}

function candidates(spec: InputSpec, draft: Draft, self: string): string {
  const fitting = [...draft.nodes.values()]
    .filter(({ name }) => name !== self)
    .flatMap(({ name, stage }) =>
      Object.entries(stage?.declaration.outputs ?? {})
        .filter(([, output]) => sameArtifact(output.artifact, spec.artifact))
        .map(([output]) => `${name}.${output}`),
    );
  return fitting.length === 0 ? "" : `; what would fit: ${fitting.join(", ")}`;
}
