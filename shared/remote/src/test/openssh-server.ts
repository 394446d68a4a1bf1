import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@limen/testing";

/** A real sshd on loopback, of Debian's packages, that lets one key in. */
export interface OpensshServer {
  readonly user: string;
  readonly port: number;
  /** A folder that its user may write to. */
  readonly data: string;
  /** For LIMEN_SSH_CONFIG. */
  readonly config: string;
  /** A second one, with a key that it does not know. */
  readonly strangersConfig: string;
  stop(): void;
}

const NOBODY = { name: "nobody", uid: 65534, gid: 65534 };

/** What it runs with: the program, and where its libraries are when they are not installed. */
interface Sshd {
  readonly program: string;
  readonly libraries: string | undefined;
}

/** Undefined with the reason where there is none and none can be had. Unprivileged: as root it would be nobody's. */
export async function startOpenssh(): Promise<OpensshServer | string> {
  const folder = mkdtempSync(join(tmpdir(), "limen-sshd-"));
  const sshd = findSshd(folder);
  if (typeof sshd === "string") return sshd;
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? NOBODY.name : userInfo().username;
  const port = await freePort();
  const data = join(folder, "data");
  mkdirSync(data);
  chmodSync(folder, 0o755);
  for (const name of ["host", "user", "stranger"]) {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  }
  const serverConfig = join(folder, "sshd_config");
  writeFileSync(
    serverConfig,
    [
      "ListenAddress 127.0.0.1",
      `Port ${port}`,
      `HostKey ${join(folder, "host")}`,
      `AuthorizedKeysFile ${join(folder, "user.pub")}`,
      "StrictModes no",
      // As root's child it cannot read whether the account is locked; PAM says.
      `UsePAM ${isRoot ? "yes" : "no"}`,
      "PidFile none",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "Subsystem sftp internal-sftp",
      "ForceCommand internal-sftp",
      "",
    ].join("\n"),
  );
  if (isRoot) for (const path of [data, join(folder, "host")]) chownSync(path, NOBODY.uid, NOBODY.gid);
  const env =
    sshd.libraries === undefined ? process.env : { ...process.env, LD_LIBRARY_PATH: sshd.libraries };
  const args = ["-D", "-e", "-f", serverConfig];
  const child = isRoot
    ? spawn(sshd.program, args, {
        env,
        uid: NOBODY.uid,
        gid: NOBODY.gid,
        stdio: ["ignore", "ignore", "pipe"],
      })
    : spawn(sshd.program, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  const log = await listening(child, port);
  if (log !== undefined) return `sshd did not start: ${log}`;
  return {
    user,
    port,
    data,
    config: clientConfig(folder, "user"),
    strangersConfig: clientConfig(folder, "stranger"),
    stop() {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function clientConfig(folder: string, key: string): string {
  const path = join(folder, `config-${key}`);
  const lines = [
    "Host *",
    `  IdentityFile ${join(folder, key)}`,
    "  IdentitiesOnly yes",
    `  UserKnownHostsFile ${join(folder, `known-${key}`)}`,
    "  StrictHostKeyChecking accept-new",
    "",
  ];
  writeFileSync(path, lines.join("\n"));
  return path;
}

/** The installed one, or Debian's packages unpacked: nothing is installed for a test. */
function findSshd(folder: string): Sshd | string {
  if (existsSync("/usr/sbin/sshd")) return { program: "/usr/sbin/sshd", libraries: undefined };
  const packages = join(folder, "packages");
  mkdirSync(packages);
  try {
    execFileSync("apt-get", ["download", "openssh-server", "libwrap0"], { cwd: packages, stdio: "pipe" });
    const debs = readdirSync(packages).filter((name) => name.endsWith(".deb"));
    for (const deb of debs) execFileSync("dpkg-deb", ["-x", deb, "root"], { cwd: packages });
  } catch (error) {
    return `Debian's openssh-server cannot be had: ${(error as Error).message.split("\n")[0]}`;
  }
  const root = join(packages, "root");
  const libraries = ["usr/lib", "lib"].flatMap((lib) =>
    existsSync(join(root, lib)) ? readdirSync(join(root, lib)).map((name) => join(root, lib, name)) : [],
  );
  return { program: join(root, "usr/sbin/sshd"), libraries: libraries.join(":") };
}

/** Undefined when it takes connections; else what it said. */
async function listening(child: ChildProcess, port: number): Promise<string | undefined> {
  let log = "";
  let ended = false;
  child.stderr?.on("data", (data) => {
    log += data;
  });
  child.once("error", (error) => {
    log += error.message;
    ended = true;
  });
  child.once("close", () => {
    ended = true;
  });
  for (let tries = 0; tries < 300 && !ended; tries++) {
    if (await answers(port)) return undefined;
    await sleep(100);
  }
  return log || "it takes no connections";
}

export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
}
