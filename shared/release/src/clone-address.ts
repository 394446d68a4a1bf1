import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * Where the repository at `root` was cloned from, as an address that a browser opens: what `origin` says, without names and passwords.
 * Undefined where there is no git, no clone, or where it came from a folder.
 */
export function cloneAddress(root: string): string | undefined {
  // Unpacked within somebody else's repository, git would answer for that one.
  if (!existsSync(join(root, ".git"))) return undefined;
  const { status, stdout } = spawnSync("git", ["-C", root, "config", "--get", "remote.origin.url"], {
    encoding: "utf8",
  });
  return status === 0 ? webAddress(stdout.trim()) : undefined;
}

/** GitHub, GitLab, Codeberg and their like show at https what they hand out by SSH. */
export function webAddress(origin: string): string | undefined {
  const short = /^(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+):(?!\/)(.+)$/.exec(origin);
  const text = short === null ? origin : `ssh://${short[1]}/${short[2]}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:", "ssh:"].includes(url.protocol)) return undefined;
  const scheme = url.protocol === "http:" ? "http" : "https";
  const host = url.protocol === "ssh:" ? url.hostname : url.host;
  return `${scheme}://${host}${url.pathname.replace(/\/$/, "").replace(/\.git$/, "")}`;
}
