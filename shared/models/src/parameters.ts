import { tf } from "@limen/engine/tf";
import { invariant, type Problem, UserError } from "@limen/errors";
import type { RandomStream } from "@limen/random";
import { type Initialiser, sizeOf } from "./initialisers.ts";

/** A parameter's value outside TensorFlow, row-major. */
export interface ParameterArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type ParameterArrays = Record<string, ParameterArray>;

/**
 * The trainable values of a net: named tf.Variables in the order in which the layers added them. The order is the
 * layout of every flat vector (see FlatAdam), the names are those of the weights file.
 * They live until `dispose()`, whatever tidy surrounds them.
 */
export class Parameters {
  readonly #random: RandomStream;
  readonly #variables = new Map<string, tf.Variable>();

  /** `random` seeds the first values; each parameter draws from the split by its name, so order does not matter. */
  constructor(random: RandomStream) {
    this.#random = random;
  }

  add(name: string, shape: readonly number[], initialise: Initialiser): tf.Variable {
    invariant(!this.#variables.has(name), `parameter "${name}" is added twice`);
    const first = tf.tensor(initialise(this.#random.split(name), shape), [...shape], "float32");
    // Unnamed in tfjs: its registry is global, and two nets may hold the same names.
    const variable = tf.variable(first);
    first.dispose();
    this.#variables.set(name, variable);
    return variable;
  }

  get(name: string): tf.Variable {
    const variable = this.#variables.get(name);
    invariant(variable, `no parameter "${name}", got ${this.names.join(", ")}`);
    return variable;
  }

  get names(): readonly string[] {
    return [...this.#variables.keys()];
  }

  /** Number of values in all parameters together. */
  get count(): number {
    return this.variables().reduce((sum, variable) => sum + variable.size, 0);
  }

  /** In order of `names`. */
  variables(): tf.Variable[] {
    return [...this.#variables.values()];
  }

  /** A copy of all values. */
  toArrays(): ParameterArrays {
    const entries = [...this.#variables].map(([name, variable]) => {
      // Copied: dataSync may hand out the backend's own memory.
      return [name, { shape: [...variable.shape], data: Float32Array.from(variable.dataSync()) }] as const;
    });
    return Object.fromEntries(entries);
  }

  /** Takes over values; names and shapes must be exactly those here, or a UserError names every difference. */
  assign(arrays: Readonly<ParameterArrays>): void {
    const problems = this.#differences(arrays);
    if (problems.length > 0) throw new UserError(problems);
    for (const [name, variable] of this.#variables) {
      const value = tf.tensor(arrays[name]!.data, variable.shape, "float32");
      variable.assign(value);
      value.dispose();
    }
  }

  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    this.#variables.clear();
  }

  #differences(arrays: Readonly<ParameterArrays>): Problem[] {
    const hint = "these weights belong to another net or configuration";
    const unknown = Object.keys(arrays)
      .filter((name) => !this.#variables.has(name))
      .map((name) => ({ message: `the weights hold "${name}", which the net has not`, hint }));
    const wrong = [...this.#variables].flatMap(([name, variable]) => {
      const array = arrays[name];
      if (array === undefined) return [{ message: `the weights lack "${name}"`, hint }];
      const expected = variable.shape.join("×");
      const got = array.shape.join("×");
      if (got === expected && array.data.length === sizeOf(array.shape)) return [];
      return [
        { message: `"${name}" is ${got} with ${array.data.length} values, the net has ${expected}`, hint },
      ];
    });
    return [...unknown, ...wrong];
  }
}

/** Where a layer puts its parameters: `parameters` under the names `prefix/…`. */
export class Scope {
  readonly parameters: Parameters;
  readonly prefix: string;

  constructor(parameters: Parameters, prefix = "") {
    this.parameters = parameters;
    this.prefix = prefix;
  }

  /** The scope `prefix/name`. */
  in(name: string | number): Scope {
    return new Scope(this.parameters, this.#join(String(name)));
  }

  add(name: string, shape: readonly number[], initialise: Initialiser): tf.Variable {
    return this.parameters.add(this.#join(name), shape, initialise);
  }

  #join(name: string): string {
    return this.prefix === "" ? name : `${this.prefix}/${name}`;
  }
}
