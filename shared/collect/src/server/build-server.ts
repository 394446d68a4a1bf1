import { createRequire } from "node:module";
import { dirname } from "node:path";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import fastify, { type FastifyInstance } from "fastify";
import manifest from "../../package.json" with { type: "json" };
import { Progress } from "../export/progress.ts";
import { AnswerQueue } from "../sessions/answer-queue.ts";
import { Choices } from "../sessions/choices.ts";
import { ExpectedAnswers } from "../sessions/expected-answers.ts";
import { Plans } from "../sessions/plans.ts";
import type { OpenStudy } from "../study/open-study.ts";
import { adminRoutes } from "./admin-routes.ts";
import { answerErrors } from "./errors.ts";
import { pageRoutes } from "./page-routes.ts";
import { participantRoutes } from "./participant-routes.ts";
import { ResearcherCookie } from "./researcher-cookie.ts";

/** (bytes) far more than any answer. */
const BODY_LIMIT = 64 * 1024;
/** (requests a minute) of one address: a laboratory's participants may all come from one. */
const REQUESTS = 60_000;

export interface ServerOptions {
  readonly adminToken: string;
  /** A proxy in front speaks https and says who asks. */
  readonly isBehindProxy: boolean;
  /** Folder of the participant's page (shared/participant-page/src). */
  readonly pageSources: string;
  readonly onInternalError: (error: Error) => void;
}

/** The web server of a study, not yet listening. It logs no request: addresses and names of people are in them. */
export async function buildServer(open: OpenStudy, options: ServerOptions): Promise<FastifyInstance> {
  const { adminToken, isBehindProxy, pageSources, onInternalError } = options;
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    trustProxy: isBehindProxy,
    // What does not fit is refused, not bent until it fits.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  });
  await server.register(cookie);
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", "blob:"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isBehindProxy,
  });
  await server.register(swagger, {
    openapi: { info: { title: "Limen: a web experiment", version: manifest.version } },
  });
  await server.register(rateLimit, { max: REQUESTS, timeWindow: "1 minute" });
  answerErrors(server, onInternalError);
  const queue = new AnswerQueue(open.database, open.now);
  const context = {
    open,
    queue,
    choices: new Choices(open, queue),
    expected: new ExpectedAnswers(),
    plans: new Plans(open.database),
    progress: new Progress(open),
    adminToken,
    researcherCookie: new ResearcherCookie(open, adminToken),
    isSecure: isBehindProxy,
  };
  await pageRoutes(server, {
    html: "/",
    style: "/page.css",
    script: "/page.js",
    sources: pageSources,
    summary: "The participant's page",
  });
  await pageRoutes(server, {
    html: "/researcher",
    style: "/researcher.css",
    script: "/researcher.js",
    sources: dirname(createRequire(import.meta.url).resolve("@limen/researcher-page/main")),
    summary: "The researcher's page: without the token it holds nothing",
  });
  participantRoutes(server, context);
  adminRoutes(server, context);
  return server;
}
