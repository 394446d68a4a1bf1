import { createReadStream } from "node:fs";
import type { ListMultipartUploadsCommandInput, S3Client } from "@aws-sdk/client-s3";
import { isLongAgo } from "../remote-paths.ts";

/** S3 takes no more than this many parts a file. */
const MOST_PARTS = 10_000;
const PART_BYTES = 64 * 2 ** 20;

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * Sends a file in parts, which the server puts together: a file of any size that S3 takes. Four parts are in memory at once. The
 * server compares each part with its SHA-256; parts of a transfer that fails are taken away.
 */
export async function putInParts(
  client: S3Client,
  place: Place,
  from: string,
  bytes: number,
  signal: AbortSignal,
): Promise<void> {
  const { Upload } = await import("@aws-sdk/lib-storage");
  const abortController = new AbortController();
  const stop = () => abortController.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await new Upload({
      client,
      params: { ...place, Body: createReadStream(from), ContentLength: bytes, ChecksumAlgorithm: "SHA256" },
      partSize: Math.max(PART_BYTES, Math.ceil(bytes / MOST_PARTS)),
      abortController,
    }).done();
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Takes away parts of transfers under the prefix that were killed a week ago or more: no list of files shows them, and they cost. */
export async function dropOldParts(
  client: S3Client,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): Promise<void> {
  const { AbortMultipartUploadCommand, ListMultipartUploadsCommand } = await import("@aws-sdk/client-s3");
  const options = { abortSignal: signal };
  const asked: ListMultipartUploadsCommandInput = {
    Bucket: bucket,
    Prefix: prefix === "" ? undefined : `${prefix}/`,
  };
  for (;;) {
    const found = await client.send(new ListMultipartUploadsCommand(asked), options);
    for (const { Key, UploadId, Initiated } of found.Uploads ?? []) {
      if (Initiated === undefined || !isLongAgo(Initiated.getTime(), Date.now())) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }), options);
    }
    if (found.IsTruncated !== true) return;
    asked.KeyMarker = found.NextKeyMarker;
    asked.UploadIdMarker = found.NextUploadIdMarker;
  }
}
