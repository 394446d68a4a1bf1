/** An entity of a JSON-LD graph: values are text, numbers, references, or lists of these. */
export interface Entity {
  readonly "@id": string;
  readonly "@type": string | readonly string[];
  readonly [property: string]: Value | undefined;
}

export interface Reference {
  readonly "@id": string;
}

type Single = string | number | boolean | Reference;
type Value = Single | readonly Single[];

export const ref = (id: string): Reference => ({ "@id": id });

/** A part of an identifier: what the syntax of addresses does not allow is escaped. */
export const idPart = (text: string): string => encodeURIComponent(text);

/** The place of a file in the crate, as an identifier. */
export const fileId = (path: string): string => path.split("/").map(idPart).join("/");

/** A parameter of a tool or a workflow. */
export function formalParameter(id: string, name: string, additionalType: string): Entity {
  return {
    "@id": id,
    "@type": "FormalParameter",
    name,
    additionalType,
    conformsTo: ref("https://bioschemas.org/profiles/FormalParameter/1.0-RELEASE"),
  };
}

/** Entities in order, each once; references to one are gathered as they come up. */
export class Graph {
  readonly #entities = new Map<string, Record<string, unknown>>();

  /** Adds an entity, unless one of this identifier is there: artifacts with the same bytes are one thing. */
  add(entity: Entity): Reference {
    const id = entity["@id"];
    if (!this.#entities.has(id)) this.#entities.set(id, { ...entity });
    return ref(id);
  }

  /** Gives an entity that is there other types, and more to say. */
  retype(entity: Reference, types: readonly string[], more: Readonly<Record<string, Value>>): void {
    Object.assign(this.#entities.get(entity["@id"])!, { "@type": types, ...more });
  }

  /** Adds references to a property of an entity, each once. */
  link(from: Reference, property: string, ...to: readonly Reference[]): void {
    const entity = this.#entities.get(from["@id"])!;
    const before = [entity[property] ?? []].flat() as Reference[];
    const seen = new Set(before.map((one) => one["@id"]));
    entity[property] = [...before, ...to.filter((one) => !seen.has(one["@id"]) && seen.add(one["@id"]))];
  }

  /** Says of a file or value which parameter it is an example of, and the other way round. */
  exemplify(example: Reference, parameter: Reference): void {
    this.link(example, "exampleOfWork", parameter);
    this.link(parameter, "workExample", example);
  }

  /** As RO-Crate wants it: a list of one is that one, and what is undefined or empty is left out. */
  entities(): object[] {
    return [...this.#entities.values()].map((entity) =>
      Object.fromEntries(
        Object.entries(entity).flatMap(([name, value]) => {
          if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
          return [[name, Array.isArray(value) && value.length === 1 ? value[0] : value]];
        }),
      ),
    );
  }
}
