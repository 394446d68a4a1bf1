import { createRequire } from "node:module";
import { invariant } from "@limen/errors";
import { nodeBackend } from "../node-backend.ts";
import type { Edge, Graph, GraphNode, OpAttribute } from "./graph.ts";

/** tfjs-node's own protobuf classes, which it uses to read SavedModels. It ships no types for them. */
type Message = { serializeBinary(): Uint8Array } & Record<`set${string}`, (value: unknown) => void>;
interface Messages {
  readonly SavedModel: new () => Message;
  readonly MetaGraphDef: (new () => Message) & { readonly MetaInfoDef: new () => Message };
  readonly GraphDef: new () => Message;
  readonly VersionDef: new () => Message;
  readonly NodeDef: new () => Message & { getAttrMap(): Map<string, Message> };
  readonly AttrValue: (new () => Message) & { readonly ListValue: new () => Message };
  readonly Tensor: new () => Message;
  readonly TensorShape: (new () => Message) & { readonly Dim: new () => Message };
}
const messages: Messages = createRequire(import.meta.url)("@tensorflow/tfjs-node/dist/proto/api_pb.js");

/** Version of the graph format: TensorFlow 2.21's own. Older ones switch rules for old graphs on. */
const PRODUCER = 2474;

export interface SavedModel {
  readonly bytes: Uint8Array;
  /** Names by which the binding feeds and fetches. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** The tag under which the binding finds the graph. */
export const TAG = "serve";

/** A graph as a TensorFlow SavedModel without variables. */
export function savedModel(graph: Graph): SavedModel {
  const names = graph.nodes.map((node, index) => (node.kind === "op" ? `n${index}_${node.op}` : `n${index}`));
  const nodes = graph.nodes.map((definition, index) => nodeDef(definition, names[index]!, names));
  // An input that is given back as it is cannot be fetched itself.
  const outputs = graph.outputs.map(({ dtype, ...edge }, index) => {
    const name = `output${index}`;
    nodes.push(node(name, "Identity", [nameOf(edge, names)], { T: value("Type", dtype) }));
    return `${name}:0`;
  });
  const versions = message(messages.VersionDef, { Producer: PRODUCER });
  const graphDef = message(messages.GraphDef, { NodeList: nodes, Versions: versions });
  const info = message(messages.MetaGraphDef.MetaInfoDef, { TagsList: [TAG] });
  const meta = message(messages.MetaGraphDef, { MetaInfoDef: info, GraphDef: graphDef });
  const model = message(messages.SavedModel, { SavedModelSchemaVersion: 1, MetaGraphsList: [meta] });
  const inputs = graph.nodes.flatMap(({ kind }, index) => (kind === "input" ? [`${names[index]}:0`] : []));
  return { bytes: model.serializeBinary(), inputs, outputs };
}

/** `name:output`, as nodes name their inputs. The op is in the name, so that TensorFlow's errors tell which it was. */
function nameOf({ node, output }: Edge, names: readonly string[]): string {
  return `${names[node]}:${output}`;
}

function nodeDef(definition: GraphNode, name: string, names: readonly string[]): Message {
  if (definition.kind === "op") {
    const { op, attributes, inputs } = definition;
    const from = inputs.map((edge) => nameOf(edge, names));
    return node(name, op, from, Object.fromEntries(attributes.map((one) => [one.name, attribute(one)])));
  }
  const dtype = value("Type", definition.dtype);
  const shape = shapeOf(definition.shape);
  if (definition.kind === "input") {
    return node(name, "Placeholder", [], { dtype, shape: value("Shape", shape) });
  }
  const tensor = message(messages.Tensor, {
    Dtype: definition.dtype,
    TensorShape: shape,
    TensorContent: definition.bytes,
  });
  return node(name, "Const", [], { dtype, value: value("Tensor", tensor) });
}

function node(
  name: string,
  op: string,
  inputs: readonly string[],
  attributes: Record<string, Message>,
): Message {
  const definition = new messages.NodeDef();
  definition.setName!(name);
  definition.setOp!(op);
  definition.setInputList!([...inputs]);
  for (const [key, attribute] of Object.entries(attributes)) definition.getAttrMap().set(key, attribute);
  return definition;
}

/** The binding's tagged value as a protobuf one. Lists of types or shapes it does not know either. */
function attribute({ type, value: given, name }: OpAttribute): Message {
  const { binding } = nodeBackend();
  const kinds = new Map([
    [binding.TF_ATTR_TYPE, "Type"],
    [binding.TF_ATTR_SHAPE, "Shape"],
    [binding.TF_ATTR_INT, "I"],
    [binding.TF_ATTR_FLOAT, "F"],
    [binding.TF_ATTR_BOOL, "B"],
    [binding.TF_ATTR_STRING, "S"],
  ]);
  const kind = kinds.get(type);
  invariant(kind, `attribute "${name}" is of a kind that cannot be traced`);
  if (kind === "Shape") return value(kind, shapeOf(given as number[]));
  if (kind === "S") return value(kind, Buffer.from(given as string));
  if (!Array.isArray(given)) return value(kind, given);
  return value("List", message(messages.AttrValue.ListValue, { [`${kind}List`]: given }));
}

function value(kind: string, given: unknown): Message {
  return message(messages.AttrValue, { [kind]: given });
}

function shapeOf(sizes: readonly number[]): Message {
  const dimensions = sizes.map((size) => message(messages.TensorShape.Dim, { Size: size }));
  return message(messages.TensorShape, { DimList: dimensions });
}

function message(type: new () => Message, fields: Record<string, unknown>): Message {
  const made = new type();
  for (const [field, given] of Object.entries(fields)) made[`set${field}`]!(given);
  return made;
}
