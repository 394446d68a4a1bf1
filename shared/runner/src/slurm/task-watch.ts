import { setTimeout as sleep } from "node:timers/promises";
import { askForEnd, listTasks, type SeenTask, type TaskEnd, taskName } from "./job-list.ts";
import { isLive } from "./job-states.ts";

export type TaskRef = Pick<SeenTask, "job" | "index">;

interface Waiting {
  readonly ref: TaskRef;
  readonly onSeen: (seen: SeenTask) => void;
  readonly resolve: (end: TaskEnd | undefined) => void;
}

export interface WatchOptions {
  /** How the comments of the jobs in question begin. */
  readonly comments: string;
  readonly pollSeconds: number;
  /** Told once when SLURM stops answering. */
  readonly onSilence: (message: string) => void;
}

/** Waits for many tasks with one question to SLURM each few seconds. A controller that is away is waited for. */
export class TaskWatch {
  readonly #options: WatchOptions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #ends = new Map<string, TaskEnd | undefined>();
  #polling: Promise<void> | undefined;
  /** When to stop waiting for a controller that does not answer, as performance.now() counts. */
  #patience = Number.POSITIVE_INFINITY;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** Resolves when the task has ended; undefined: SLURM does not know it any more. `onSeen` is called at each look. */
  wait(ref: TaskRef, onSeen: (seen: SeenTask) => void = () => {}): Promise<TaskEnd | undefined> {
    const name = taskName(ref);
    if (this.#ends.has(name)) return Promise.resolve(this.#ends.get(name));
    return new Promise((resolve) => {
      const earlier = this.#waiting.get(name);
      this.#waiting.set(name, {
        ref,
        onSeen,
        resolve: (end) => {
          earlier?.resolve(end);
          resolve(end);
        },
      });
      this.#polling ??= this.#poll();
    });
  }

  hasEnded(ref: TaskRef): boolean {
    return this.#ends.has(taskName(ref));
  }

  /** From now on gives up on a controller that is away for so long. */
  loseHopeAfter(seconds: number): void {
    this.#patience = performance.now() + seconds * 1000;
  }

  async #poll(): Promise<void> {
    let silent = false;
    while (this.#waiting.size > 0) {
      const tasks = await listTasks(this.#options.comments);
      if ("silent" in tasks) {
        if (!silent) this.#options.onSilence(`SLURM does not answer (${tasks.silent}); asking again`);
        silent = true;
        if (performance.now() > this.#patience) this.#endAll();
      } else {
        silent = false;
        await this.#look(tasks);
      }
      if (this.#waiting.size > 0) await sleep(this.#options.pollSeconds * 1000);
    }
    this.#polling = undefined;
  }

  async #look(tasks: readonly SeenTask[]): Promise<void> {
    const seen = new Map(tasks.map((task) => [taskName(task), task]));
    for (const [name, { ref, onSeen }] of [...this.#waiting]) {
      const task = seen.get(name);
      if (task !== undefined) onSeen(task);
      if (task !== undefined && isLive(task.state)) continue;
      // Only what ended otherwise is asked about one by one.
      if (task?.state === "COMPLETED")
        this.#end(name, { state: task.state, exitCode: "0:0", host: task.host });
      else this.#end(name, (await askForEnd(ref)) ?? seenEnd(task));
    }
  }

  #end(name: string, end: TaskEnd | undefined): void {
    this.#ends.set(name, end);
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    waiting?.resolve(end);
  }

  #endAll(): void {
    for (const [name, { resolve }] of [...this.#waiting]) {
      this.#waiting.delete(name);
      resolve(undefined);
    }
  }
}

function seenEnd(task: SeenTask | undefined): TaskEnd | undefined {
  return task === undefined ? undefined : { state: task.state, exitCode: undefined, host: task.host };
}
