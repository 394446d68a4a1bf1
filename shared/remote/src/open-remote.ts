import { setMaxListeners } from "node:events";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "@limen/errors";
import type { Remote } from "./remote.ts";

const HINT =
  "give a folder, ssh://USER@HOST[:PORT]/FOLDER, HOST:FOLDER (as scp does), or s3://BUCKET[/PREFIX]";

/** What a text names, before anything is asked of it. */
export type RemoteAddress =
  | { readonly kind: "folder"; readonly folder: string }
  | {
      readonly kind: "ssh";
      readonly host: string;
      readonly port: number | undefined;
      readonly folder: string;
    }
  | { readonly kind: "s3"; readonly bucket: string; readonly prefix: string };

/** Throws a UserError for a text that names no place. */
export function parseRemote(text: string): RemoteAddress {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (text === "" || /[\0-\x1f\x7f]/.test(text)) throw unknown(text);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === "file") return { kind: "folder", folder: fromFileUrl(text) };
  if (scheme === "ssh" || scheme === "sftp") return parseSsh(text);
  if (scheme === "s3") return parseS3(text);
  if (scheme !== undefined) throw unknown(text);
  // As scp and git have it: a colon before any slash makes it a host.
  const remote = /^([^/:[\]]+):(.*)$/.exec(text);
  if (remote === null) return { kind: "folder", folder: resolve(text) };
  const [, host = "", folder = ""] = remote;
  return { kind: "ssh", host: checkedHost(host, text), port: undefined, folder: folder || "." };
}

/** Opens it; the place itself is asked only when something is wanted of it. `signal` ends what is under way. */
export async function openRemote(text: string, signal: AbortSignal): Promise<Remote> {
  const address = parseRemote(text);
  // Every file under way listens.
  setMaxListeners(0, signal);
  switch (address.kind) {
    case "folder":
      return (await import("./backends/folder-remote.ts")).openFolder(address.folder, signal);
    case "ssh":
      return (await import("./backends/ssh-remote.ts")).openSsh(address, signal);
    case "s3":
      return (await import("./backends/s3-remote.ts")).openS3(address, signal);
  }
}

function parseSsh(text: string): RemoteAddress {
  const url = parseUrl(text);
  if (url.password !== "") {
    throw new UserError({
      message: "a password in an address ends up in histories and logs",
      hint: "leave it out and use a key (ssh-keygen, ssh-copy-id)",
    });
  }
  const user = decodeURIComponent(url.username);
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const host = checkedHost(user === "" ? hostname : `${user}@${hostname}`, text);
  const port = url.port === "" ? undefined : Number(url.port);
  // ssh://host/~/results is in the home folder, as git has it.
  const folder =
    decodeURIComponent(url.pathname)
      .replace(/^\/~\//, "")
      .replace(/\/+$/, "") || "/";
  return { kind: "ssh", host, port, folder };
}

/** No option of ssh's can pass for a host. */
function checkedHost(host: string, text: string): string {
  if (host === "" || host.startsWith("-") || /[\s'"`$\\;|&<>()]/.test(host)) throw unknown(text);
  return host;
}

function parseS3(text: string): RemoteAddress {
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]*)\/?(.*)$/i.exec(text) ?? [];
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw new UserError({
      message: `"${bucket}" cannot name a bucket`,
      hint: "3 to 63 small letters, digits, dots and hyphens: s3://BUCKET/PREFIX",
    });
  }
  return { kind: "s3", bucket, prefix: prefix.replace(/\/+$/, "") };
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw unknown(text);
  }
}

function fromFileUrl(text: string): string {
  try {
    return fileURLToPath(text);
  } catch {
    throw unknown(text);
  }
}

function unknown(text: string): UserError {
  return new UserError({ message: `"${text}" names no place to share results`, hint: HINT });
}
