import { UserError } from "@limen/errors";
import { PassingFault } from "../retry.ts";

interface Asked {
  readonly name: string;
  readonly bucket: string;
  readonly endpoint: string | undefined;
}

interface S3Fault extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const NETWORK = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ERR_STREAM_PREMATURE_CLOSE",
];
const BUSY = [
  "SlowDown",
  "RequestTimeout",
  "TimeoutError",
  "InternalError",
  "ServiceUnavailable",
  "Throttling",
];
const REFUSED = [
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "AccessDenied",
  "ExpiredToken",
  "InvalidToken",
];

/** A file that is not there; a bucket that is not there is told otherwise. */
export function isMissing(error: unknown): boolean {
  const { name, $metadata } = error as S3Fault;
  return name === "NoSuchKey" || (name !== "NoSuchBucket" && $metadata?.httpStatusCode === 404);
}

/** A question that this account may not ask, or this server does not answer. */
export function isNotAllowed(error: unknown): boolean {
  return [403, 405, 501].includes((error as S3Fault).$metadata?.httpStatusCode ?? 0);
}

/** What the server or the line said, as the user's problem. */
export async function explainS3<T>(work: () => Promise<T>, asked: Asked): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explanation(error as S3Fault, asked) ?? error;
  }
}

function explanation(error: S3Fault, { name, bucket, endpoint }: Asked): Error | undefined {
  const { code = "", $metadata } = error;
  const status = $metadata?.httpStatusCode ?? 0;
  const server = endpoint ?? "Amazon S3";
  if (NETWORK.includes(code) || NETWORK.includes(error.name)) {
    return new PassingFault(
      new UserError({
        message: `${server} cannot be reached (${code || error.name})`,
        hint: "look after the network and AWS_ENDPOINT_URL, then give the same command again: it goes on",
      }),
    );
  }
  if (error.name === "NoSuchBucket" || status === 404) {
    const message = `${server} has no bucket "${bucket}"`;
    return new UserError({ message, hint: "make it, or name another: s3://BUCKET/PREFIX" });
  }
  if (status === 507 || error.name === "XMinioStorageFull" || error.name === "QuotaExceeded") {
    return new UserError({
      message: `${name}: its disk or quota is full (${error.name})`,
      hint: "free some room there",
    });
  }
  if (BUSY.includes(error.name) || status >= 500 || status === 429) {
    return new PassingFault(
      new UserError({
        message: `${name}: the server is busy or failing (${error.name}, status ${status})`,
        hint: "give the same command again later: it goes on",
      }),
    );
  }
  if (error.name === "CredentialsProviderError") {
    return new UserError({
      message: `${name}: there are no credentials`,
      hint: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
    });
  }
  if (REFUSED.includes(error.name) || status === 401 || status === 403) {
    return new UserError({
      message: `${name}: the server refuses these credentials (${error.name})`,
      hint: "give those of an account that may read (pull) or write (push) there: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE",
    });
  }
  if (status === 301 || /region/i.test(error.message)) {
    const message = `${name}: the bucket is in another region, or none is named (${error.message})`;
    return new UserError({ message, hint: "set AWS_REGION to the bucket's" });
  }
  if (status >= 400) {
    const message = `${name}: the server does not do that: ${error.name}, ${error.message} (status ${status})`;
    return new UserError({ message });
  }
  return undefined;
}
