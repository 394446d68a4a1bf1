import { existsSync } from "node:fs";
import {
  addressOf,
  greetStudy,
  type ObserverFiles,
  openObservers,
  type Simulated,
  simulateParticipants,
  type TakeThrough,
  throughApi,
} from "@limen/collect";
import { engineEnvironment, ensureEngine } from "@limen/engine";
import { suggestion, UserError } from "@limen/errors";
import { observerFields } from "@limen/experiment/params";
import { RandomStream } from "@limen/random";
import { z } from "zod";
import { EXIT } from "../exit.ts";
import { print, printError, printJson } from "../output.ts";
import { stopSignal } from "../stop-signal.ts";
import { studyFilesOf } from "../study-files.ts";

interface SimulateOptions {
  readonly against: string;
  readonly participants: number;
  readonly first: number;
  readonly seed: string;
  readonly world: string;
  readonly careless?: number;
  readonly leave: number;
  readonly percept?: string;
  readonly faces?: string;
  readonly concurrency?: number;
  readonly pace?: number;
  readonly browser?: boolean;
  readonly json?: boolean;
}

const { deadlineMs: _theStudyHasOne, ...ownFields } = observerFields;
const observerSchema = z.object(ownFields);
const WORLDS: readonly string[] = observerFields.world.unwrap().options;

/** (milliseconds) between two lines of progress. */
const TELL_EVERY = 5000;
/** Longer names are not taken by the server. */
const LONGEST_SEED = 100;

/** `limen simulate`: observers take part in a running experiment as people would. The same command again goes on with those who left. */
export async function simulate(source: string, options: SimulateOptions): Promise<number> {
  const { seed, participants, first, leave } = options;
  const params = observerParamsOf(options);
  const address = addressOf(options.against);
  const files = await filesOf(source, options);
  const study = await greetStudy(address);
  if (files.percept !== undefined) await bringEngine();
  const observers = await openObservers(files, study, params, RandomStream.fromSeed(seed));
  const stop = stopSignal();
  const tell = teller(participants, options.json ?? false);
  const crowd = {
    address,
    observers,
    seed,
    first,
    participants,
    leave,
    concurrency: options.concurrency ?? (options.browser ? 2 : 10),
    pace: options.pace ?? (options.browser ? 1 : 0),
    signal: stop.signal,
    onProgress: tell,
  };
  const through: { take: TakeThrough; close?: () => Promise<void> } = options.browser
    ? await (await import("@limen/collect/browser")).throughBrowser(crowd)
    : { take: throughApi(crowd) };
  try {
    const simulated = await simulateParticipants(crowd, through.take);
    const started = simulated.complete + simulated.left;
    if (options.json) printJson({ participants: started, ...simulated });
    else print(summaryOf(simulated));
    if (!stop.signal.aborted) return EXIT.good;
    printError("stopped; the same command goes on");
    return EXIT.stopped;
  } finally {
    await through.close?.();
    stop.release();
  }
}

function observerParamsOf({ world, careless, seed }: SimulateOptions): z.output<typeof observerSchema> {
  if (!WORLDS.includes(world)) {
    throw new UserError({
      message: `there is no world "${world}"`,
      place: { field: "--world" },
      hint: suggestion(world, WORLDS),
    });
  }
  if (seed === "" || seed.length > LONGEST_SEED) {
    throw new UserError({
      message: `a seed of ${seed.length} letters`,
      place: { field: "--seed" },
      hint: `give 1 to ${LONGEST_SEED}`,
    });
  }
  return observerSchema.parse({ world, ...(careless === undefined ? {} : { carelessShare: careless }) });
}

async function filesOf(source: string, { percept, faces }: SimulateOptions): Promise<ObserverFiles> {
  const own = { ...(percept ? { percept } : {}), ...(faces ? { faces } : {}) };
  for (const [name, file] of Object.entries(own)) {
    if (!existsSync(file))
      throw new UserError({ message: `no such file: ${file}`, place: { field: `--${name}` } });
  }
  return { ...(await studyFilesOf(source)), ...own };
}

/** TensorFlow in this process, which computes as the pipeline's nodes do. */
async function bringEngine(): Promise<void> {
  Object.assign(process.env, engineEnvironment("canonical"));
  await ensureEngine({ onEvent: ({ message }) => printError(message) });
}

/** A line now and then on standard error. */
function teller(participants: number, isQuiet: boolean): (sofar: Readonly<Simulated>) => void {
  const begun = Date.now();
  let told = begun;
  return ({ complete, left, answers }) => {
    const now = Date.now();
    if (isQuiet || now - told < TELL_EVERY) return;
    told = now;
    const pace = answers / ((now - begun) / 1000);
    printError(
      `${complete + left} of ${participants} participants, ${answers} answers, ${pace.toFixed(0)} a second`,
    );
  };
}

function summaryOf({ complete, before, left, answers }: Simulated): string {
  const parts = [
    `${complete} simulated participants complete${before > 0 ? ` (${before} of them before)` : ""}`,
    ...(left > 0 ? [`${left} left midway`] : []),
    `${answers} answers given now`,
  ];
  return parts.join(", ");
}
