import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, temporaryDirectory } from "@limen/testing";
import { afterAll, describe, expect, test, vi } from "vitest";
import { openRemote } from "../open-remote.ts";
import { objectPath, partPath } from "../remote-paths.ts";
import { PassingFault } from "../retry.ts";
import { startOpenssh } from "../test/openssh-server.ts";
import { remoteSuite } from "../test/remote-suite.ts";
import { quoted } from "./sftp.ts";
import { explainSsh } from "./ssh-faults.ts";

vi.setConfig({ testTimeout: 240_000 });

const signal = new AbortController().signal;
const isFull = Boolean(process.env.LIMEN_TEST_FULL);
const server = isFull ? await startOpenssh() : "needs LIMEN_TEST_FULL=1";

describe.skipIf(typeof server === "string")(
  `against OpenSSH${typeof server === "string" ? ` (${server})` : ""}`,
  () => {
    if (typeof server === "string") return;
    const { user, port, data } = server;
    process.env.LIMEN_SSH_CONFIG = server.config;
    afterAll(() => server.stop());
    let places = 0;
    const folder = () => join(data, `a "place" [${places++}] ü`);
    const url = (path: string) => `ssh://${user}@127.0.0.1:${port}${encodeURI(path)}`;
    const path = objectPath("d".repeat(64));

    remoteSuite("ssh", () => url(folder()));

    test("nothing of the connection is left, and no part of a file", async () => {
      const sockets = () => readdirSync(tmpdir()).filter((name) => name.startsWith("limen-ssh-"));
      const before = sockets();
      const place = folder();
      const remote = await openRemote(url(place), signal);
      const file = join(temporaryDirectory(), "file");
      writeFileSync(file, "x");
      await remote.put(path, file);
      expect(sockets()).toHaveLength(before.length + 1);
      await remote.close();
      expect(sockets()).toEqual(before);
      expect(readdirSync(join(place, "incoming"))).toEqual([]);
      const day = 24 * 3600 * 1000;
      const [old, young] = [partPath(Date.now() - 8 * day), partPath(Date.now())];
      for (const part of [old, young]) writeFileSync(join(place, part), "");
      const again = await openRemote(url(place), signal);
      await again.tidy();
      await again.close();
      expect(readdirSync(join(place, "incoming"))).toEqual([young.slice("incoming/".length)]);
    });

    test("a connection that broke is opened again", async () => {
      const remote = await openRemote(url(folder()), signal);
      await remote.sizes([path]);
      const [socket] = readdirSync(tmpdir())
        .filter((name) => name.startsWith("limen-ssh-"))
        .map((name) => join(tmpdir(), name, "c"));
      const { execFileSync } = await import("node:child_process");
      execFileSync("ssh", ["-F", server.config, "-o", `ControlPath=${socket}`, "-O", "exit", "127.0.0.1"], {
        stdio: "pipe",
      });
      expect(await remote.sizes([path])).toEqual(new Map());
      await remote.close();
    });

    test("whom it does not let in, where nobody listens and where nothing may be written, each is said", async () => {
      process.env.LIMEN_SSH_CONFIG = server.strangersConfig;
      const stranger = await openRemote(url(folder()), signal);
      await expect(stranger.sizes([path])).rejects.toThrow(
        /it refuses this user[\s\S]*Permission denied \(publickey/,
      );
      process.env.LIMEN_SSH_CONFIG = server.config;
      const nowhere = await openRemote(`ssh://${user}@127.0.0.1:${await freePort()}/x`, signal);
      await expect(nowhere.sizes([path])).rejects.toThrow(/it cannot be reached[\s\S]*Connection refused/);
      const file = join(temporaryDirectory(), "file");
      writeFileSync(file, "x");
      const root = await openRemote(url("/proc/limen/results"), signal);
      await expect(root.put(path, file)).rejects.toThrow("there is no such folder");
      const locked = mkdtempSync(join(tmpdir(), "limen-locked-"));
      mkdirSync(join(locked, "results"), { mode: 0o500 });
      const closed = await openRemote(url(join(locked, "results")), signal);
      // Everybody's own folder, where the server is this user.
      if (user === "nobody")
        await expect(closed.put(path, file)).rejects.toThrow("may not read or write there");
      await Promise.all([stranger, nowhere, root, closed].map((one) => one.close()));
    });
  },
);

test.each([
  ["Host key verification failed.", "its host key is not known here yet", false],
  [
    "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.",
    "not the one that is known",
    false,
  ],
  ["ssh: Could not resolve hostname x: Name or service not known", "it cannot be reached", true],
  ["kex_exchange_identification: read: Connection reset by peer", "the connection broke", true],
  ["subsystem request failed on channel 0", "it offers no file transfer", false],
  ['write remote "/r/incoming/x": Failure', "a full disk, a quota", false],
  ['write local "/tmp/x": No space left on device', "could not be written here", false],
  ["something else", "ssh failed", false],
])("%j becomes what a user can mend", (said, message, passes) => {
  const error = explainSsh("ssh://host/r", said);
  expect(error.message).toContain(message);
  expect(error instanceof PassingFault).toBe(passes);
});

test("a path is one word of sftp's, whatever is in it", () => {
  expect(quoted('a "b" \\ c*')).toBe('"a \\"b\\" \\\\ c*"');
});
