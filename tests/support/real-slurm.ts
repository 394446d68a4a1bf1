import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, hostname, tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { freePort } from "@limen/testing";
import type { Slurm } from "./slurm.ts";

const PACKAGES = ["slurmctld", "slurmd", "slurm-client", "munge"];
const NODE_MEBIBYTES = 2048;

/**
 * Starts Debian's SLURM with one host, this one, and no database; or says why it cannot be had. Its packages are unpacked
 * into the user's cache, not installed: nothing of the system changes.
 */
export async function startRealSlurm(): Promise<Slurm | { missing: string }> {
  if (process.getuid?.() !== 0) return { missing: "slurmd starts jobs as root only" };
  const root = unpackPackages();
  if (typeof root !== "string") return root;
  const work = mkdtempSync(join(tmpdir(), "limen-slurm-"));
  const library = join(root, "usr/lib", libraryFolder(root));
  const plugins = join(library, "slurm-wlm");
  const libraries = [library, plugins].join(delimiter);
  const configurationFile = join(work, "slurm.conf");
  const environment = { PATH: [join(work, "bin"), process.env.PATH].join(delimiter) };
  const pidFiles = ["slurmd.pid", "slurmctld.pid", "munge/munged.pid"].map((name) => join(work, name));
  const stop = () => {
    // Jobs that a test left would outlive their slurmd.
    spawnSync("scancel", ["--full", "--signal=KILL", `--user=${userInfo().username}`], {
      env: { ...process.env, ...environment },
    });
    for (const file of pidFiles) endDaemon(file);
    rmSync(work, { recursive: true, force: true });
  };
  for (const name of ["munge", "state", "spool", "log", "bin"]) mkdirSync(join(work, name));
  // Jobs may lose SLURM's variables on the way: its commands bring them along.
  for (const name of readdirSync(join(root, "usr/bin"))) {
    const lines = [`#!/bin/sh`, `export LD_LIBRARY_PATH="${libraries}" SLURM_CONF="${configurationFile}"`];
    const text = `${[...lines, `exec "${join(root, "usr/bin", name)}" "$@"`].join("\n")}\n`;
    writeFileSync(join(work, "bin", name), text, { mode: 0o755 });
  }
  chmodSync(work, 0o755);
  const key = join(work, "munge/key");
  writeFileSync(key, randomBytes(1024), { mode: 0o400 });
  writeFileSync(configurationFile, configuration(work, plugins, await freePort(), await freePort()));
  const daemon = (command: string, ...args: string[]): string | undefined => {
    const { status, stderr, error } = spawnSync(join(root, "usr/sbin", command), args, {
      encoding: "utf8",
      env: { ...process.env, ...environment, LD_LIBRARY_PATH: libraries },
    });
    return status === 0 ? undefined : `${command}: ${error?.message ?? stderr}`;
  };
  const munge = (name: string, path: string) => `--${name}=${join(work, "munge", path)}`;
  const fault =
    daemon(
      "munged",
      "--force",
      munge("socket", "socket"),
      munge("key-file", "key"),
      munge("pid-file", "munged.pid"),
      munge("log-file", "log"),
      munge("seed-file", "seed"),
    ) ??
    daemon("slurmctld-wlm", "-c", "-f", configurationFile) ??
    daemon("slurmd-wlm", "-f", configurationFile, "-d", join(root, "usr/sbin/slurmstepd-wlm"));
  const answers = () => {
    const { stdout } = spawnSync("sinfo", ["--noheader", "--format=%T"], {
      encoding: "utf8",
      env: { ...process.env, ...environment },
    });
    return stdout?.trim() === "idle";
  };
  for (let attempt = 0; fault === undefined && attempt < 120; attempt++) {
    if (answers()) return { environment, stop };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const log = join(work, "log/slurmctld.log");
  const said = existsSync(log) ? readFileSync(log, "utf8").slice(-1000) : "";
  stop();
  return { missing: `SLURM did not start: ${fault ?? said}` };
}

/** The folder into which the packages and what they need were unpacked. */
function unpackPackages(): string | { missing: string } {
  const caches =
    process.env.LIMEN_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "limen");
  const folder = join(caches, "slurm-debian");
  const root = join(folder, "root");
  if (existsSync(join(folder, "complete"))) return root;
  rmSync(folder, { recursive: true, force: true });
  const archives = join(folder, "archives");
  mkdirSync(join(archives, "partial"), { recursive: true });
  mkdirSync(root);
  const args = ["install", "--yes", "--no-install-recommends", "--download-only", "--reinstall"];
  const got = spawnSync("apt-get", [...args, "-o", `Dir::Cache::archives=${archives}/`, ...PACKAGES], {
    encoding: "utf8",
  });
  if (got.status !== 0)
    return {
      missing: `apt-get cannot fetch ${PACKAGES.join(", ")}: ${got.error?.message ?? got.stderr.trim()}`,
    };
  for (const file of readdirSync(archives).filter((name) => name.endsWith(".deb"))) {
    const { status, stderr } = spawnSync("dpkg-deb", ["-x", join(archives, file), root], {
      encoding: "utf8",
    });
    if (status !== 0) return { missing: `dpkg-deb cannot unpack ${file}: ${stderr}` };
  }
  if (!existsSync(join(root, "usr/sbin/slurmctld-wlm")))
    return { missing: "there is no slurmctld-wlm in the packages" };
  writeFileSync(join(folder, "complete"), "");
  return root;
}

function libraryFolder(root: string): string {
  const name = readdirSync(join(root, "usr/lib")).find((one) => one.endsWith("-linux-gnu"));
  if (name === undefined) throw new Error(`no libraries in ${root}/usr/lib`);
  return name;
}

function configuration(work: string, plugins: string, controllerPort: number, nodePort: number): string {
  const host = hostname().split(".")[0];
  const socket = join(work, "munge/socket");
  return `ClusterName=limen
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${socket}
PluginDir=${plugins}
StateSaveLocation=${work}/state
SlurmdSpoolDir=${work}/spool
SlurmctldLogFile=${work}/log/slurmctld.log
SlurmdLogFile=${work}/log/slurmd.log
SlurmctldPidFile=${work}/slurmctld.pid
SlurmdPidFile=${work}/slurmd.pid
SlurmctldPort=${controllerPort}
SlurmdPort=${nodePort}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
ReturnToService=2
KillWait=5
MinJobAge=3600
MpiDefault=none
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=${NODE_MEBIBYTES} State=UNKNOWN
PartitionName=main Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`;
}

function endDaemon(pidFile: string): void {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8"));
  const alive = () => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  if (alive()) process.kill(pid, "SIGTERM");
  const last = performance.now() + 10_000;
  while (alive() && performance.now() < last) spawnSync("sleep", ["0.1"]);
  if (alive()) process.kill(pid, "SIGKILL");
}
