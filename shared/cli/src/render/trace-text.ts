import type { Trace, TracedRun } from "@limen/proof";
import { colour } from "./format.ts";

/** Each run once, the asked-for one first, with what it read and what made it the run that it is. */
export function traceText({ digest, output, runs }: Trace): string {
  const head = output === "" ? `run ${digest}` : `${output}  sha256 ${digest}`;
  return [head, ...runs.flatMap(runLines)].join("\n");
}

function runLines({ key, pipeline, node, stage, started, identity, inputs }: TracedRun): string[] {
  const { code, packages, params, externals, seed, engine } = identity;
  const [[own = stage, digest = ""] = []] = Object.entries(code).filter(([name]) =>
    name.endsWith(`/${stage}`),
  );
  const others = Object.keys(code).length - 1;
  return [
    "",
    `${colour("bold", node)}  ${stage}, of pipeline ${pipeline}, ${started}`,
    `  run     ${key}`,
    `  code    ${own} ${short(digest)}, ${others} Limen packages and ${Object.keys(packages).length} others (limen trace --json names all)`,
    `  params  ${JSON.stringify(params)}`,
    `  seed    ${seed.join(" / ")}`,
    ...(engine === null
      ? []
      : [
          `  engine  ${engine.engine}, TensorFlow ${engine.tensorflow}, ${engine.mode}, ${engine.threads} threads`,
        ]),
    ...Object.entries(externals).map(([param, content]) => `  source  ${param}: content ${short(content)}`),
    ...inputs.map(
      ({ from, digest: read, madeBy }) =>
        `  reads   ${from} ${short(read)} ${madeBy === null ? "(no record here says what made it)" : `from run ${short(madeBy)}`}`,
    ),
    ...(inputs.length === 0 && Object.keys(externals).length === 0
      ? ["  reads nothing: made from its parameters and seed"]
      : []),
  ];
}

function short(digest: string): string {
  return digest.slice(0, 12);
}
