import { existsSync } from "node:fs";
import type { ReleasedRun } from "../results.ts";
import { formalParameter, idPart, type Reference } from "./graph.ts";
import type { Draft } from "./make-crate.ts";

/** A stage as a tool that runs are instruments of, and its formal parameters. */
export interface Tools {
  readonly of: (run: ReleasedRun) => Reference;
  /** The formal parameter of a stage's input, output or parameter; made when it is first used, as each must have an example. */
  readonly parameter: (
    run: ReleasedRun,
    kind: "input" | "output" | "param",
    name: string,
    type: string,
  ) => Reference;
}

/** Adds each stage that the runs use, once, with its README as where it is described. */
export function describeStages({ graph, addFile, results, terms }: Draft): Tools {
  const tools = new Map<string, Reference>();
  for (const { stage } of results.runs) {
    if (tools.has(stage.name)) continue;
    const described = existsSync(stage.readme)
      ? addFile(
          { path: `software/${stage.name}.md`, content: { copyOf: stage.readme } },
          { name: `README of ${stage.name}`, encodingFormat: "text/markdown" },
        )
      : undefined;
    const url = terms.url ?? described;
    const tool = graph.add({
      // The profile wants an absolute address of programs, which there is only when the code has one.
      "@id": `${terms.url ?? ""}#stage/${idPart(stage.name)}`,
      "@type": "SoftwareApplication",
      name: stage.name,
      description: stage.summary,
      softwareVersion: stage.version,
      ...(url === undefined ? {} : { url }),
    });
    tools.set(stage.name, tool);
  }
  const of = ({ stage }: ReleasedRun) => tools.get(stage.name)!;
  return {
    of,
    parameter: (run, kind, name, type) => {
      const tool = of(run);
      const id = `#stage/${idPart(run.stage.name)}/${kind}/${idPart(name)}`;
      const parameter = graph.add(formalParameter(id, name, type));
      graph.link(tool, kind === "output" ? "output" : "input", parameter);
      return parameter;
    },
  };
}
