import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { explainSsh, noSsh } from "./ssh-faults.ts";

export interface SshAddress {
  readonly host: string;
  readonly port: number | undefined;
}

export interface Batch {
  readonly out: string;
  readonly err: string;
  readonly status: number | null;
}

/** Nothing is asked of anybody, and a dead line is noticed within a minute. */
const OPTIONS = ["BatchMode=yes", "ConnectTimeout=15", "ServerAliveInterval=15", "ServerAliveCountMax=3"];

/**
 * Batches of the system's sftp over one connection of the system's ssh: keys, agents, known hosts, jump hosts and all else
 * are as the user's ssh has them. A connection that the user has open already (ControlMaster) is used.
 */
export class Sftp {
  readonly name: string;
  readonly #address: SshAddress;
  readonly #signal: AbortSignal;
  #shared: { readonly folder: string; readonly master: ChildProcess } | undefined;
  #connecting: Promise<void> | undefined;

  constructor(name: string, address: SshAddress, signal: AbortSignal) {
    this.name = name;
    this.#address = address;
    this.#signal = signal;
  }

  /** Gives the lines to sftp; one that begins with "-" may fail. Throws what explainSsh makes of a connection that failed. */
  async batch(lines: readonly string[]): Promise<Batch> {
    this.#signal.throwIfAborted();
    this.#connecting ??= this.#connect();
    try {
      await this.#connecting;
    } catch (error) {
      this.#connecting = undefined;
      throw error;
    }
    const { host } = this.#address;
    const bare = host.slice(host.lastIndexOf("@") + 1);
    const target = bare.includes(":") ? `${host.slice(0, host.length - bare.length)}[${bare}]` : host;
    const ended = await this.#run("sftp", ["-q", "-b", "-", ...this.#options("-P"), "--", target], lines);
    // Of ssh's own; 1 is a line that failed.
    if (ended.status === 255) {
      this.#drop();
      throw explainSsh(this.name, ended.err || "Connection closed");
    }
    return ended;
  }

  close(): void {
    this.#drop();
  }

  /**
   * Opens the connection that the batches share. It carries an idle sftp session whose input is a pipe of ours: when this
   * process ends, however it ends, so does the session, and the connection with it.
   */
  async #connect(): Promise<void> {
    const { host } = this.#address;
    const own = await this.#run("ssh", ["-O", "check", ...this.#options("-p"), "--", host], []);
    if (own.status === 0) return;
    const folder = mkdtempSync(join(tmpdir(), "limen-ssh-"));
    const socket = join(folder, "c");
    const options = [...this.#options("-p"), "-o", "ControlMaster=yes", "-o", `ControlPath=${socket}`];
    const master = spawn("ssh", [...options, "-o", "ControlPersist=no", "-s", "--", host, "sftp"], {
      stdio: ["pipe", "ignore", "pipe"],
    });
    let err = "";
    master.stderr.on("data", (data) => {
      err += data;
    });
    let ended = false;
    const onEnd = () => {
      ended = true;
    };
    master.once("close", onEnd).once("error", onEnd);
    this.#shared = { folder, master };
    while (!existsSync(socket) && !ended) {
      if (this.#signal.aborted) break;
      await sleep(20);
    }
    if (!ended && !this.#signal.aborted) return;
    this.#drop();
    this.#signal.throwIfAborted();
    throw explainSsh(this.name, err);
  }

  #drop(): void {
    const shared = this.#shared;
    this.#shared = undefined;
    this.#connecting = undefined;
    if (shared === undefined) return;
    shared.master.stdin?.end();
    shared.master.kill();
    rmSync(shared.folder, { recursive: true, force: true });
  }

  #options(port: "-p" | "-P"): string[] {
    const config = process.env.LIMEN_SSH_CONFIG;
    const shared = this.#shared === undefined ? [] : [`ControlPath=${join(this.#shared.folder, "c")}`];
    return [
      ...(config ? ["-F", config] : []),
      ...(this.#address.port === undefined ? [] : [port, `${this.#address.port}`]),
      ...[...OPTIONS, ...shared].flatMap((option) => ["-o", option]),
    ];
  }

  #run(program: "ssh" | "sftp", args: readonly string[], lines: readonly string[]): Promise<Batch> {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { signal: this.#signal, stdio: ["pipe", "pipe", "pipe"] });
      let out = "";
      let err = "";
      child.stdout.on("data", (data) => {
        out += data;
      });
      child.stderr.on("data", (data) => {
        err += data;
      });
      // It may end before it has read all: its status says why.
      child.stdin.on("error", () => {});
      child.once("error", (error: NodeJS.ErrnoException) =>
        reject(error.code === "ENOENT" ? noSsh(program) : error),
      );
      child.once("close", (status) => resolve({ out, err, status }));
      child.stdin.end(lines.map((line) => `${line}\n`).join(""));
    });
  }
}

/** As sftp reads a word: quoted, so that blanks and patterns stand for themselves. */
export function quoted(path: string): string {
  return `"${path.replaceAll(/["\\]/g, "\\$&")}"`;
}
