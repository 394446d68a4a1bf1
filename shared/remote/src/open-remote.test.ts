import { resolve } from "node:path";
import { expect, test } from "vitest";
import { parseRemote } from "./open-remote.ts";

test.each([
  ["results", { kind: "folder", folder: resolve("results") }],
  ["/a/b:c", { kind: "folder", folder: "/a/b:c" }],
  ["./a:b", { kind: "folder", folder: resolve("a:b") }],
  ["file:///a%20b", { kind: "folder", folder: "/a b" }],
  ["host:results", { kind: "ssh", host: "host", port: undefined, folder: "results" }],
  ["ann@host:/r", { kind: "ssh", host: "ann@host", port: undefined, folder: "/r" }],
  ["ssh://ann@host:2222/a%20b/", { kind: "ssh", host: "ann@host", port: 2222, folder: "/a b" }],
  ["ssh://host/~/r", { kind: "ssh", host: "host", port: undefined, folder: "r" }],
  ["ssh://[::1]/r", { kind: "ssh", host: "::1", port: undefined, folder: "/r" }],
  ["s3://results", { kind: "s3", bucket: "results", prefix: "" }],
  ["s3://results/a/b/", { kind: "s3", bucket: "results", prefix: "a/b" }],
])("%s is understood", (text, address) => expect(parseRemote(text)).toEqual(address));

test.each([
  ["", "names no place"],
  ["http://host/x", "names no place"],
  ["-oProxyCommand=touch x:y", "names no place"],
  ["ssh://-oProxyCommand=x/y", "names no place"],
  ["a;b:c", "names no place"],
  ["results\nget x", "names no place"],
  ["results\0", "names no place"],
  ["ssh://ann:secret@host/r", "a password in an address"],
  ["s3://Re_sults/x", "cannot name a bucket"],
])("%j is refused", (text, message) => expect(() => parseRemote(text)).toThrow(message));
