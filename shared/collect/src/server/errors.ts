import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";
import { StorageFullError } from "../database/database.ts";
import { Refusal, type RefusalReason } from "../sessions/refusal.ts";

const STATUS: Record<RefusalReason, number> = {
  "consent-missing": 403,
  "consent-changed": 409,
  "study-paused": 403,
  "not-invited": 403,
  "study-closed": 403,
  "session-unknown": 401,
  "session-of-person": 409,
  "session-too-old": 403,
  "session-complete": 409,
  "trial-unknown": 404,
  "trial-open": 409,
  "picture-unknown": 404,
  "answer-differs": 409,
  "answer-unfit": 400,
  "answers-missing": 409,
  "code-unknown": 404,
  "admin-unknown": 401,
};

/**
 * Every refusal is `{ error: NAME, … }` with a status that fits. What we did not foresee is a 500 that tells the caller nothing;
 * `onInternalError` gets the error, without the request.
 */
export function answerErrors(server: FastifyInstance, onInternalError: (error: Error) => void): void {
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: "not-found" }));
  server.setErrorHandler((error: FastifyError, _request, reply) => {
    if (error instanceof Refusal) return refuse(reply, STATUS[error.reason], error.reason, error.details);
    if (error instanceof StorageFullError) return refuse(reply, 507, "storage-full");
    const status = error.statusCode ?? 500;
    if (error.validation) return refuse(reply, 400, "invalid", { message: error.message });
    if (status === 429) return refuse(reply, 429, "too-many-requests");
    if (status === 413) return refuse(reply, 413, "too-large");
    if (status >= 400 && status < 500) return refuse(reply, status, "invalid");
    onInternalError(error);
    return refuse(reply, 500, "internal");
  });
}

function refuse(reply: FastifyReply, status: number, error: string, details: object = {}): FastifyReply {
  return reply.code(status).send({ error, ...details });
}
