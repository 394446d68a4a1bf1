import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { digestFile } from "@limen/artifact";
import { freePort, temporaryDirectory } from "@limen/testing";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { openRemote } from "../open-remote.ts";
import { objectPath } from "../remote-paths.ts";
import { remoteSuite } from "../test/remote-suite.ts";
import { startS3 } from "../test/s3-server.ts";
import { openS3 } from "./s3-remote.ts";

vi.setConfig({ testTimeout: 240_000 });

const signal = new AbortController().signal;
const path = objectPath("e".repeat(64));
const isFull = Boolean(process.env.LIMEN_TEST_FULL);
const server = isFull ? await startS3() : "needs LIMEN_TEST_FULL=1";

beforeEach(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret" });
  process.env.AWS_ENDPOINT_URL = typeof server === "string" ? "" : server.endpoint;
});

describe.skipIf(typeof server === "string")(
  `against moto's S3 server${typeof server === "string" ? ` (${server})` : ""}`,
  () => {
    if (typeof server === "string") return;
    afterAll(() => server.stop());
    let places = 0;

    test("a bucket that is not there is named", async () => {
      const remote = await openRemote("s3://limen-none/x", signal);
      await expect(remote.sizes([path])).rejects.toThrow(/has no bucket "limen-none"/);
      const { CreateBucketCommand, S3Client } = await import("@aws-sdk/client-s3");
      const client = new S3Client({ endpoint: server.endpoint, region: "us-east-1", forcePathStyle: true });
      await client.send(new CreateBucketCommand({ Bucket: "limen-test" }));
    });

    test("a large file goes in parts and comes back the same; parts that killed transfers left here go", async () => {
      const folder = temporaryDirectory();
      const [from, to] = [join(folder, "from"), join(folder, "to")];
      const bytes = Buffer.alloc(130 * 2 ** 20, "limen");
      bytes.write("the end", bytes.length - 7);
      writeFileSync(from, bytes);
      const remote = await openS3({ bucket: "limen-test", prefix: "large" }, signal, 2 ** 20);
      await remote.put(path, from);
      expect(await remote.get(path, to, bytes.length)).toBe(true);
      expect(digestFile(to)).toBe(digestFile(from));

      const { CreateMultipartUploadCommand, HeadObjectCommand, ListMultipartUploadsCommand, S3Client } =
        await import("@aws-sdk/client-s3");
      const client = new S3Client({ endpoint: server.endpoint, region: "us-east-1", forcePathStyle: true });
      const place = { Bucket: "limen-test", Key: `large/${path}` };
      // Three parts: its tag says so.
      expect((await client.send(new HeadObjectCommand(place))).ETag).toMatch(/-3"$/);
      await client.send(new CreateMultipartUploadCommand(place));
      await client.send(new CreateMultipartUploadCommand({ ...place, Key: "other/file" }));
      const left = async () => {
        const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: "limen-test" }));
        return Uploads.map(({ Key }) => Key).sort();
      };
      expect(await left()).toEqual([place.Key, "other/file"]);
      // moto says that all began in 2010.
      await remote.tidy();
      expect(await left()).toEqual(["other/file"]);
    });

    remoteSuite("s3", () => `s3://limen-test/place ü ${places++}/${"deep/".repeat(places % 3)}`);
  },
);

/** A server that answers as it is told, and counts. */
async function answering(answer: (count: number) => [status: number, body: string]) {
  let count = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.once("end", () => {
      const [status, body] = answer(count++);
      response.writeHead(status, { "content-type": "application/xml" }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { counted: () => count, stop: () => server.close() };
}

const fault = (code: string) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}!</Message></Error>`;

test("a server that is busy is asked again, with the whole file; one that stays so is said to", async () => {
  const busy = await answering((count) =>
    count === 1 || count === 2 ? [503, fault("SlowDown")] : [200, ""],
  );
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, "x".repeat(100_000));
  const remote = await openRemote("s3://results/x", signal);
  await remote.put(path, file);
  expect(busy.counted()).toBe(4);
  busy.stop();
  const down = await answering(() => [500, fault("InternalError")]);
  await expect((await openRemote("s3://results/x", signal)).put(path, file)).rejects.toThrow(
    "busy or failing",
  );
  expect(down.counted()).toBe(4);
  down.stop();
});

test.each([
  [403, "InvalidAccessKeyId", "refuses these credentials"],
  [403, "AccessDenied", "refuses these credentials"],
  [507, "XMinioStorageFull", "its disk or quota is full"],
  [301, "PermanentRedirect", "in another region"],
  [400, "BadDigest", "the server does not do that: BadDigest"],
])("status %i, %s: %s", async (status, code, message) => {
  const server = await answering((count) => (count === 0 ? [200, ""] : [status, fault(code)]));
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, "x");
  await expect((await openRemote("s3://results/x", signal)).put(path, file)).rejects.toThrow(message);
  server.stop();
});

test("parts of transfers go after a week, not before, and an account that may not see them is told nothing", async () => {
  const day = 24 * 3600 * 1000;
  const upload = (name: string, days: number) =>
    `<Upload><Key>x/${name}</Key><UploadId>${name}</UploadId><Initiated>${new Date(Date.now() - days * day).toISOString()}</Initiated></Upload>`;
  const list = `<ListMultipartUploadsResult>${upload("old", 8)}${upload("new", 6)}</ListMultipartUploadsResult>`;
  const asked: string[] = [];
  let answer: [status: number, body: string] = [200, list];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url?.replace(/[?&]x-id=\w+/, "")}`);
    const [status, body] = request.url?.includes("uploads")
      ? answer
      : [request.method === "HEAD" ? 200 : 204, ""];
    response.writeHead(status, { "content-type": "application/xml" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const remote = await openRemote("s3://results/x", signal);
  await remote.tidy();
  expect(asked.filter((line) => line.startsWith("DELETE"))).toEqual([
    expect.stringContaining("/results/x/old?uploadId=old"),
  ]);
  answer = [403, fault("AccessDenied")];
  await remote.tidy();
  answer = [400, fault("MalformedXML")];
  await expect(remote.tidy()).rejects.toThrow("MalformedXML");
  await remote.close();
  server.closeAllConnections();
  server.close();
});

test("a server that is not there is said to be unreachable, after four tries", async () => {
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${await freePort()}`;
  await expect((await openRemote("s3://results/x", signal)).sizes([path])).rejects.toThrow(
    /cannot be reached \(ECONNREFUSED\)/,
  );
});

test("a server that sends without end is cut off", async () => {
  const server = createServer((request, response) => {
    if (request.method === "HEAD") return void response.end();
    const send = (): void => {
      while (response.write(Buffer.alloc(65_536))) if (response.destroyed) return;
      response.once("drain", send);
    };
    send();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const to = join(temporaryDirectory(), "file");
  await (await openRemote("s3://results/x", signal)).get(path, to, 1000);
  const { statSync } = await import("node:fs");
  expect(statSync(to).size).toBeLessThan(1_000_000);
  server.closeAllConnections();
  server.close();
});
