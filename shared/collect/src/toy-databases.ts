import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@limen/testing";

/** The account without rights: PostgreSQL refuses to run as root. */
const NOBODY = 65534;
const DEBIAN = "/usr/lib/postgresql";

export interface ToyPostgres {
  /** postgres:// address of a new, empty database. */
  newDatabase(): string;
  stop(): void;
}

/** A PostgreSQL server of the test's own, from Debian's packages; undefined where they are not installed. */
export async function startPostgres(): Promise<ToyPostgres | undefined> {
  const programs = findPrograms();
  if (!programs) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "limen-postgres-"));
  const account = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  chmodSync(folder, 0o700);
  if ("uid" in account) chownSync(folder, NOBODY, NOBODY);
  const data = join(folder, "data");
  const options = { ...account, cwd: folder, encoding: "utf8" as const };
  const made = spawnSync(
    join(programs, "initdb"),
    ["-D", data, "-U", "limen", "-A", "trust", "-E", "UTF8", "--locale=C"],
    options,
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const settings = ["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-k", folder];
  const server = spawn(join(programs, "postgres"), settings, { ...account, cwd: folder, stdio: "ignore" });
  const client = (sql: string) =>
    spawnSync(
      join(programs, "psql"),
      ["-h", "127.0.0.1", "-p", String(port), "-U", "limen", "-d", "postgres", "-c", sql],
      options,
    );
  await until(() => client("SELECT 1").status === 0);
  let count = 0;
  return {
    newDatabase() {
      const name = `study${count++}`;
      const created = client(`CREATE DATABASE ${name}`);
      if (created.status !== 0) throw new Error(`createdb: ${created.stderr}`);
      return `postgres://limen@127.0.0.1:${port}/${name}`;
    },
    stop() {
      // At once and without a clean end: nothing of it is kept.
      server.kill("SIGQUIT");
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

function findPrograms(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort().reverse() : [];
  return versions
    .map((version) => join(DEBIAN, version, "bin"))
    .find((path) => existsSync(join(path, "initdb")));
}

async function until(isReady: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (isReady()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("PostgreSQL did not start within 10 seconds");
}
