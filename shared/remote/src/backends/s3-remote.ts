import { createReadStream, createWriteStream, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { S3ClientConfig } from "@aws-sdk/client-s3";
import { digestFile } from "@limen/artifact";
import { inParallel } from "../in-parallel.ts";
import type { Remote } from "../remote.ts";
import { withRetries } from "../retry.ts";
import { explainS3, isMissing, isNotAllowed } from "./s3-faults.ts";
import { dropOldParts, putInParts } from "./s3-parts.ts";

interface Bucket {
  readonly bucket: string;
  readonly prefix: string;
}

/** S3 takes larger files in parts only. */
const LARGEST_PUT = 5 * 2 ** 30;

/** A bucket of Amazon's or of any server that speaks S3, found and opened as AWS's own tools do (environment, profile). */
export async function openS3(
  { bucket, prefix }: Bucket,
  signal: AbortSignal,
  largestPut = LARGEST_PUT,
): Promise<Remote> {
  // Said at every start on Node 20, whose last version is pinned here.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const { GetObjectCommand, HeadBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } = await import(
    "@aws-sdk/client-s3"
  );
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL;
  const settings: S3ClientConfig = {
    // Names of hosts for buckets are Amazon's; other servers have them as folders.
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    ...(endpoint && !process.env.AWS_REGION ? { region: "us-east-1" } : {}),
    // It would warn on the console of faults that are told here.
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    // Tries again here, where whole files are sent anew.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
    // Every file is checked against its SHA-256; not every server knows the newer checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  };
  const client = new S3Client(settings);
  // Parts are tried again one by one: there is no sending gigabytes anew.
  const patient = new S3Client({ ...settings, maxAttempts: 4 });
  const name = `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}`;
  const place = (path: string) => ({ Bucket: bucket, Key: prefix === "" ? path : `${prefix}/${path}` });
  const tried = <T>(work: () => Promise<T>) =>
    withRetries(() => explainS3(work, { name, bucket, endpoint }), signal);
  const options = { abortSignal: signal };
  let known: Promise<void> | undefined;
  /** A bucket that is not there looks like one without files. */
  const bucketIsThere = () => {
    known ??= tried(async () => void (await client.send(new HeadBucketCommand({ Bucket: bucket }), options)));
    return known;
  };
  return {
    name,
    // A bucket has no folders: the beginning of a name is there as soon as something is called so.
    async isThere() {
      await bucketIsThere();
      return true;
    },
    async sizes(paths) {
      await bucketIsThere();
      const found = await inParallel(paths, (path) =>
        tried(async () => {
          try {
            return (await client.send(new HeadObjectCommand(place(path)), options)).ContentLength ?? 0;
          } catch (error) {
            if (isMissing(error)) return undefined;
            throw error;
          }
        }),
      );
      return new Map(
        paths.flatMap((path, index) => (found[index] === undefined ? [] : [[path, found[index]]])),
      );
    },
    async get(path, to, bytes) {
      await bucketIsThere();
      return tried(async () => {
        try {
          const { Body } = await client.send(new GetObjectCommand(place(path)), options);
          await pipeline(Body as Readable, cutAfter(bytes), createWriteStream(to), { signal });
          return true;
        } catch (error) {
          // Longer than its size said: what came is not its digest's, and nobody waits for the rest.
          if (error instanceof TooLong) return true;
          if (isMissing(error)) return false;
          throw error;
        }
      });
    },
    async put(path, from) {
      await bucketIsThere();
      const { size } = statSync(from);
      if (size > largestPut) {
        await tried(() => putInParts(patient, place(path), from, size, signal));
        return;
      }
      // The server compares what arrives with this, and refuses anything else.
      const checksum = Buffer.from(digestFile(from), "hex").toString("base64");
      await tried(async () => {
        const body = { Body: createReadStream(from), ContentLength: size };
        await client.send(
          new PutObjectCommand({ ...place(path), ...body, ChecksumSHA256: checksum }),
          options,
        );
      });
    },
    // A file of a bucket is there whole or not at all; only those that go in parts leave something.
    async tidy() {
      await bucketIsThere();
      await tried(async () => {
        try {
          await dropOldParts(client, bucket, prefix, signal);
        } catch (error) {
          // An account may write and not list, and a server may not know of parts: then there is nothing to be done.
          if (!isNotAllowed(error)) throw error;
        }
      });
    },
    async close() {
      client.destroy();
      patient.destroy();
    },
  };
}

const silent = (): void => {};

class TooLong extends Error {}

/** Passes on so many bytes; ends the transfer when there are more. */
function cutAfter(bytes: number) {
  return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let left = bytes;
    for await (const chunk of source) {
      left -= chunk.length;
      yield chunk;
      if (left < 0) throw new TooLong();
    }
  };
}
