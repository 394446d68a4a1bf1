import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@limen/testing";
import { answers } from "./openssh-server.ts";

export interface S3Server {
  readonly endpoint: string;
  stop(): void;
}

const MOTO = "moto[server]==5.2.5";

/** moto's S3 server on loopback, from PyPI into a virtual environment that is kept; the reason where it cannot be had. */
export async function startS3(): Promise<S3Server | string> {
  const venv = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "limen/test-moto-5.2.5");
  const program = join(venv, "bin/moto_server");
  if (!existsSync(program)) {
    try {
      execFileSync("python3", ["-m", "venv", venv], { stdio: "pipe" });
      execFileSync(join(venv, "bin/pip"), ["install", "-q", MOTO], { stdio: "pipe" });
    } catch (error) {
      return `${MOTO} cannot be installed: ${(error as Error).message.split("\n")[0]}`;
    }
  }
  const port = await freePort();
  const child = spawn(program, ["-H", "127.0.0.1", "-p", `${port}`], { stdio: "ignore" });
  for (let tries = 0; tries < 900 && child.exitCode === null; tries++) {
    if (await answers(port)) {
      return { endpoint: `http://127.0.0.1:${port}`, stop: () => void child.kill() };
    }
    await sleep(100);
  }
  return "moto's server takes no connections";
}
