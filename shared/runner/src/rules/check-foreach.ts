import { type Problem, suggestion } from "@limen/errors";
import { type Draft, type DraftNode, instanceNames, nodePath, type Rule } from "../pipeline/draft.ts";
import { INSTANCE_NAME } from "../pipeline/reference.ts";

/** foreach varies one parameter over different values that can name a folder; override speaks of those values. */
export const checkForeach: Rule = (draft) =>
  [...draft.nodes.values()].flatMap((node) => checkNode(node, draft));

function checkNode({ name, body, stage }: DraftNode, { source }: Draft): Problem[] {
  const problems: Problem[] = [];
  const params = Object.keys(body.foreach ?? {});
  if (body.foreach !== undefined && params.length !== 1) {
    const place = source.locate(nodePath(name, "foreach"), "key");
    const hint = "write one, such as foreach: { net: [vgg-s, resnet-s] }";
    problems.push({ message: `foreach must vary one parameter; it names ${params.length}`, place, hint });
  }
  const [param] = params;
  if (param !== undefined) {
    const place = source.locate(nodePath(name, "foreach", param), "key");
    const known = Object.keys(stage?.declaration.params.shape ?? {});
    if (stage !== undefined && !known.includes(param)) {
      problems.push({ message: `unknown parameter "${param}"`, place, hint: suggestion(param, known) });
    }
    if (Object.hasOwn(body.with ?? {}, param)) {
      const where = source.locate(nodePath(name, "with", param), "key");
      problems.push({ message: `foreach varies "${param}", so with must not give it`, place: where });
    }
    problems.push(...checkValues(name, param, body.foreach?.[param] ?? [], source));
  }
  return [...problems, ...checkOverrides({ name, body, stage }, { source })];
}

function checkValues(
  name: string,
  param: string,
  values: readonly unknown[],
  source: Draft["source"],
): Problem[] {
  if (values.length === 0) {
    const place = source.locate(nodePath(name, "foreach", param), "key");
    return [{ message: `foreach gives "${param}" no values`, place, hint: "list at least one" }];
  }
  const names = values.map(String);
  return names.flatMap((value, index): Problem[] => {
    const place = source.locate(nodePath(name, "foreach", param, index));
    if (names.indexOf(value) < index) return [{ message: `foreach lists ${value} twice`, place }];
    if (INSTANCE_NAME.test(value)) return [];
    const hint = "use letters, digits, ., - and _, a letter or digit first";
    return [{ message: `${JSON.stringify(value)} cannot name an instance`, place, hint }];
  });
}

function checkOverrides({ name, body }: DraftNode, { source }: Pick<Draft, "source">): Problem[] {
  if (body.override === undefined) return [];
  if (body.foreach === undefined) {
    const place = source.locate(nodePath(name, "override"), "key");
    return [{ message: "override needs foreach: it speaks of single instances", place }];
  }
  const allowed = instanceNames(body).map(String);
  return Object.keys(body.override)
    .filter((value) => !allowed.includes(value))
    .map((value) => ({
      message: `override names ${JSON.stringify(value)}, which foreach does not list`,
      place: source.locate(nodePath(name, "override", value), "key"),
      hint: suggestion(value, allowed),
    }));
}
