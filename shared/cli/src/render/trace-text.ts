import { relative } from "node:path";
import type { Trace, TracedInput, TracedMaker, TracedRun } from "@limen/proof";
import { colour, counted, table } from "./format.ts";

export interface TraceTextOptions {
  /** Parameters to show of a run. */
  readonly paramsOf: (run: TracedRun) => Readonly<Record<string, unknown>>;
  /** Whether these are all that it has: then each on a line of its own. */
  readonly all: boolean;
}

/** Each run once, the asked-for one first, with what it read and what made it the run that it is. */
export function traceText({ digest, output, makers, runs }: Trace, options: TraceTextOptions): string {
  const head = output === "" ? `run ${digest}` : `${output}  sha256 ${digest}`;
  const [first] = makers;
  const file = first === undefined ? [] : [`  file    ${placeOf(first.path)}`];
  return [head, ...file, ...otherMakers(makers), ...runs.flatMap((run) => runLines(run, options))].join("\n");
}

/** Equal bytes do not say which run is meant. */
function otherMakers(makers: readonly TracedMaker[]): string[] {
  if (makers.length < 2) return [];
  const rows = makers.map(({ pipeline, node, output, started, key }) => [
    `${pipeline}/${node}.${output}`,
    started,
    `run ${short(key)}`,
  ]);
  return [
    "",
    `${counted(makers.length, "output")} have these bytes; below is where the first comes from, npx limen trace RUN tells of another's:`,
    table(["output", "made", ""], rows).replace(/^/gm, "  "),
  ];
}

function runLines(run: TracedRun, options: TraceTextOptions): string[] {
  const { key, pipeline, node, stage, started, identity, inputs } = run;
  const { code, packages, externals, seed, engine } = identity;
  const [[own = stage, digest = ""] = []] = Object.entries(code).filter(([name]) =>
    name.endsWith(`/${stage}`),
  );
  const others = Object.keys(code).length - 1;
  return [
    "",
    `${colour("bold", node)}  ${stage}, of pipeline ${pipeline}, ${started}`,
    `  run     ${key}`,
    `  code    ${own} ${short(digest)}, ${others} Limen packages and ${Object.keys(packages).length} others (limen trace --json names all)`,
    ...paramLines(run, options),
    `  seed    ${seed.join(" / ")}`,
    ...(engine === null
      ? []
      : [
          `  engine  ${engine.engine}, TensorFlow ${engine.tensorflow}, ${engine.mode}, ${engine.threads} threads`,
        ]),
    ...Object.entries(externals).map(([param, content]) => `  source  ${param}: content ${short(content)}`),
    ...inputs.map(inputLine),
    ...(inputs.length === 0 && Object.keys(externals).length === 0
      ? ["  reads nothing: made from its parameters and seed"]
      : []),
  ];
}

function paramLines(run: TracedRun, { paramsOf, all }: TraceTextOptions): string[] {
  const shown = Object.entries(paramsOf(run)).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  if (all) return shown.map((text, index) => `  ${index === 0 ? "params" : "      "}  ${text}`);
  const hidden = Object.keys(run.identity.params).length - shown.length;
  const rest = hidden === 0 ? [] : [`${hidden} as the stage has them (--params shows all)`];
  return [`  params  ${[...shown, ...rest].join(", ") || "none"}`];
}

function inputLine({ from, digest, madeBy, path }: TracedInput): string {
  const run = madeBy === null ? "(no record here says what made it)" : `from run ${short(madeBy)}`;
  return `  reads   ${from} ${short(digest)} ${run}${madeBy === null ? "" : `: ${placeOf(path)}`}`;
}

function placeOf(path: string | null): string {
  return path === null ? "not here any more" : relative(process.cwd(), path);
}

function short(digest: string): string {
  return digest.slice(0, 12);
}
