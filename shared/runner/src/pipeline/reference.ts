/** `node.output` or `node[instance].output`. */
export interface Reference {
  readonly node: string;
  readonly instance: string | null;
  readonly output: string;
}

/** Node names and instance names become folder names, so they hold nothing but letters, digits, `-`, `_` (and `.`). */
export const NODE_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
export const INSTANCE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** What may name an output: it becomes a file's name. */
export function isOutputName(text: string): boolean {
  return /^[A-Za-z][\w-]{0,63}$/.test(text);
}

export function parseReference(text: string): Reference | undefined {
  const match = /^([A-Za-z][\w-]*)(?:\[([^\][]+)\])?\.([A-Za-z][\w-]*)$/.exec(text);
  if (match === null) return undefined;
  const [, node = "", instance = null, output = ""] = match;
  return { node, instance, output };
}

/** How messages, flags and records name an instance: `faces`, `classifiers[vgg-s]`. */
export function instanceId(node: string, instance: string | null): string {
  return instance === null ? node : `${node}[${instance}]`;
}

/** What instanceId made of these two; undefined for a text that it cannot have made. */
export function parseInstanceId(id: string): Pick<Reference, "node" | "instance"> | undefined {
  const [, node = "", instance = null] = /^([^[]+)(?:\[([^\][]+)\])?$/.exec(id) ?? [];
  if (!NODE_NAME.test(node) || (instance !== null && !INSTANCE_NAME.test(instance))) return undefined;
  return { node, instance };
}
