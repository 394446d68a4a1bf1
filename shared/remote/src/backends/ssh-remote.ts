import { posix } from "node:path";
import type { Remote } from "../remote.ts";
import { isAbandonedPart, PARTS, partPath } from "../remote-paths.ts";
import { withRetries } from "../retry.ts";
import { quoted, Sftp, type SshAddress } from "./sftp.ts";
import { explainSsh } from "./ssh-faults.ts";

interface SshPlace extends SshAddress {
  readonly folder: string;
}

/** Paths that one batch asks for. */
const ASKED_AT_ONCE = 200;

/** A folder of a host that SSH reaches; nothing but sftp is needed there. */
export function openSsh({ host, port, folder }: SshPlace, signal: AbortSignal): Remote {
  const name = `ssh://${host}${port === undefined ? "" : `:${port}`}/${folder.replace(/^\//, "")}`;
  const sftp = new Sftp(name, { host, port }, signal);
  const tried = <T>(work: () => Promise<T>) => withRetries(work, signal);
  const at = (path: string) => quoted(posix.join(folder, path));
  const made = new Set<string>();

  /** Makes the folders of a path, down from the root of the results. */
  async function makeFolders(path: string): Promise<void> {
    const parts = posix.dirname(path).split("/");
    const folders = ["", ...parts.map((_, index) => parts.slice(0, index + 1).join("/"))];
    const missing = folders.filter((one) => !made.has(one));
    if (missing.length === 0) return;
    await sftp.batch(missing.map((one) => `-mkdir ${at(one)}`));
    for (const one of missing) made.add(one);
  }

  async function sizesOf(paths: readonly string[]): Promise<[string, number][]> {
    const { out, err, status } = await sftp.batch(paths.map((path) => `-ls -ln ${at(path)}`));
    if (status !== 0) throw explainSsh(name, err);
    const lines = out.split("\n").flatMap((line) => parseListed(line) ?? []);
    return paths.flatMap((path): [string, number][] => {
      const line = lines.find((listed) => listed.path.endsWith(`/${path}`) || listed.path === path);
      return line === undefined ? [] : [[path, line.bytes]];
    });
  }

  return {
    name,
    isThere: () =>
      tried(async () => {
        const { status, err } = await sftp.batch([`cd ${quoted(folder)}`]);
        if (status === 0) return true;
        if (/not found|No such file|not a directory/i.test(err)) return false;
        throw explainSsh(name, err);
      }),
    sizes: (paths) =>
      tried(async () => {
        const sizes = new Map<string, number>();
        for (let start = 0; start < paths.length; start += ASKED_AT_ONCE) {
          const asked = paths.slice(start, start + ASKED_AT_ONCE);
          for (const [path, bytes] of await sizesOf(asked)) sizes.set(path, bytes);
        }
        return sizes;
      }),
    get: (path, to) =>
      tried(async () => {
        const { status, err } = await sftp.batch([`get ${at(path)} ${quoted(to)}`]);
        if (status === 0) return true;
        if (/not found|No such file/.test(err)) return false;
        throw explainSsh(name, err);
      }),
    put: (path, from) =>
      tried(async () => {
        await makeFolders(path);
        const part = partPath(Date.now());
        await makeFolders(part);
        // A line that fails ends the batch: what is not whole is never renamed. "-f" has the server sync it.
        const { status, err } = await sftp.batch([
          `put -f ${quoted(from)} ${at(part)}`,
          `rename ${at(part)} ${at(path)}`,
        ]);
        if (status === 0) return;
        await sftp.batch([`-rm ${at(part)}`]);
        throw explainSsh(name, err);
      }),
    tidy: () =>
      tried(async () => {
        const { out } = await sftp.batch([`-ls -1 ${at(PARTS)}`]);
        const left = out.split("\n").map((line) => posix.basename(line.trim()));
        const old = left.filter((one) => isAbandonedPart(one, Date.now()));
        if (old.length > 0) await sftp.batch(old.map((one) => `-rm ${at(`${PARTS}/${one}`)}`));
      }),
    close: async () => sftp.close(),
  };
}

/** A line of `ls -ln` about a plain file: rights, links, user, group, bytes, date, path. */
function parseListed(line: string): { path: string; bytes: number } | undefined {
  const [, bytes, path] = /^-\S+\s+\S+\s+\S+\s+\S+\s+(\d+)\s+\S+\s+\S+\s+\S+\s+(.*)$/.exec(line) ?? [];
  return bytes === undefined || path === undefined ? undefined : { path, bytes: Number(bytes) };
}
