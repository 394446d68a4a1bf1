import type { State } from "./strings.ts";

export interface Count {
  readonly begun: number;
  readonly goingOn: number;
  readonly complete: number;
  readonly answers: number;
  readonly medianProgress: number | null;
}

export interface Summary {
  readonly title: string;
  readonly task: "choice" | "comparison" | "rating";
  readonly state: State;
  readonly people: Count;
  readonly simulated: Count;
  readonly withdrawn: number;
  readonly answersPerStimulus: {
    readonly stimuli: number;
    readonly wanted: number;
    readonly least: number;
    readonly most: number;
    readonly done: number;
    readonly histogram: readonly number[];
    readonly behind: readonly { readonly stimulus: string; readonly answers: number }[];
  };
}

export type Rule = "catch_accuracy" | "median_rt" | "one_key" | "repeat_agreement" | "min_trials";

export interface Judged {
  readonly participant: string;
  readonly source: "collected" | "simulated";
  readonly isComplete: boolean;
  readonly trials: number;
  readonly verdicts: readonly {
    readonly rule: Rule;
    readonly value: number | null;
    readonly threshold: number;
    readonly excluded: boolean;
  }[];
}

/** The server wants the token, again. */
export class LoggedOutError extends Error {
  override readonly name = "LoggedOutError";
}

/** (milliseconds) */
const PATIENCE = 15_000;

/** Status of the reply: 204 good, 401 another token, 429 too many attempts. */
export async function login(token: string): Promise<number> {
  return (await ask("POST", "/api/admin/login", { token })).status;
}

export async function logout(): Promise<void> {
  await ask("POST", "/api/admin/logout");
}

export async function readSummary(): Promise<Summary> {
  return (await good(await ask("GET", "/api/admin/summary"))).json();
}

export async function readExclusions(): Promise<readonly Judged[]> {
  return (await good(await ask("GET", "/api/admin/exclusions"))).json();
}

export async function changeState(state: State): Promise<void> {
  await good(await ask("PUT", "/api/admin/state", { state }));
}

async function good(reply: Response): Promise<Response> {
  if (reply.status === 401) throw new LoggedOutError();
  if (!reply.ok) throw new Error(`${reply.url}: ${reply.status}`);
  return reply;
}

/** The login is a cookie that no script can read: the browser sends it along. */
function ask(method: string, url: string, body?: object): Promise<Response> {
  return fetch(url, {
    method,
    credentials: "same-origin",
    signal: AbortSignal.timeout(PATIENCE),
    ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
  });
}
