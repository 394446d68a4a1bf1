import { blockOf } from "@limen/experiment";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { answerSchemas } from "../sessions/answer.ts";
import { beginSession } from "../sessions/begin-session.ts";
import { completeSession } from "../sessions/complete-session.ts";
import { giveAnswer } from "../sessions/give-answer.ts";
import { Refusal } from "../sessions/refusal.ts";
import { recordScreen, screenSchema } from "../sessions/screen.ts";
import { answeredTrials, type Session } from "../sessions/session.ts";
import { type ShownItem, shownItem } from "../sessions/shown-item.ts";
import { withdraw } from "../sessions/withdraw.ts";
import { consentOf } from "../study/consent.ts";
import { sha256 as digestOf } from "../study/keys.ts";
import { readState } from "../study/open-study.ts";
import { deadlineOf } from "../study/settings.ts";
import { type Picture, stimuliDigest } from "../study/study.ts";
import type { ServerContext } from "./context.ts";
import { personOf, recruitedName, rememberPerson, sessionOf } from "./identity.ts";
import { jsonSchema } from "./json-schema.ts";

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);

const beginBody = z.strictObject({
  consent: z
    .strictObject({
      version: z.string().min(1).max(200),
      digest: hex64.describe("(hex) SHA-256 of the text that was shown"),
      language: z.string().min(2).max(35),
    })
    .optional()
    .describe("needed to begin, not to go on"),
  isSimulated: z.boolean().default(false).describe("no person: all answers will be labelled simulated"),
});

const answerParams = z.strictObject({ seq: z.string().regex(/^(0|[1-9]\d{0,5})$/) });
const pictureParams = z.strictObject({ sha256: hex64 });
const withdrawBody = z.strictObject({ code: z.string().min(1).max(100) });

/** (requests a minute) of one address, where guessing would pay. */
const GUESSES = { rateLimit: { max: 20, timeWindow: "1 minute" } };

/** What a participant's page asks for. */
export function participantRoutes(server: FastifyInstance, context: ServerContext): void {
  const { open, choices, expected } = context;
  const { study } = open;
  const stimuli = stimuliDigest(study.stimuli.map(({ sha256 }) => sha256));
  const answerSchema = answerSchemas[study.settings.task];

  server.get(
    "/join",
    { schema: { summary: "A recruiter's link: remembers who comes, and takes the name out of the address" } },
    async (request, reply) => {
      const name = recruitedName(request.query as Record<string, unknown>);
      if (name !== undefined) rememberPerson(context, reply, name);
      return reply.redirect("/", 303);
    },
  );

  server.get(
    "/api/study",
    { schema: { summary: "What is said before consent: no stimulus, and nothing of any participant" } },
    async () => {
      const { title, debrief, fixationMs, faceMm } = study.settings;
      const { task, ratingScale, confidence, intensity } = study.settings;
      return {
        title,
        debrief,
        task,
        ratingScale,
        deadlineMs: deadlineOf(study.settings),
        fixationMs,
        faceMm,
        confidence,
        intensity,
        classes: study.classes,
        stimuli,
        consent: consentOf(study.settings),
        state: await readState(open),
      };
    },
  );

  server.post(
    "/api/session",
    { schema: { summary: "Begins this person's session, or goes on with it", body: jsonSchema(beginBody) } },
    async (request, reply) => {
      const { consent, isSimulated } = beginBody.parse(request.body);
      const person = personOf(context, request, reply);
      const { session, token, withdrawalCode } = await beginSession(open, expected, {
        person,
        consent,
        isSimulated,
      });
      return { token, withdrawalCode, ...(await describe(context, session)) };
    },
  );

  server.get("/api/session", { schema: { summary: "The session that the token opens" } }, async (request) =>
    describe(context, await sessionOf(context, request)),
  );

  server.get(
    "/api/pictures/:sha256",
    { schema: { summary: "A picture of this session", params: jsonSchema(pictureParams) } },
    async (request, reply) => {
      const session = await sessionOf(context, request);
      const { sha256 } = pictureParams.parse(request.params);
      const picture = (await picturesOf(context, session)).find((own) => own.sha256 === sha256);
      if (!picture) throw new Refusal("picture-unknown");
      return reply
        .type("image/png")
        .header("cache-control", "private, max-age=86400, immutable")
        .send(Buffer.from(picture.image));
    },
  );

  server.put(
    "/api/screen",
    { schema: { summary: "What the faces are shown on", body: jsonSchema(screenSchema) } },
    async (request, reply) => {
      await recordScreen(open, await sessionOf(context, request), screenSchema.parse(request.body));
      return reply.code(204).send();
    },
  );

  server.put(
    "/api/answers/:seq",
    {
      schema: {
        summary: "Keeps the answer to a trial; the same one may be sent again and again",
        params: jsonSchema(answerParams),
        body: jsonSchema(answerSchema),
      },
    },
    async (request, reply) => {
      const session = await sessionOf(context, request);
      const seq = Number(answerParams.parse(request.params).seq);
      await giveAnswer(open, context, session, seq, answerSchema.parse(request.body));
      return reply.code(204).send();
    },
  );

  server.post(
    "/api/trials/:seq",
    {
      schema: {
        summary:
          "What a trial shows; where a closed loop chooses, chosen once, and the same however often asked",
        params: jsonSchema(answerParams),
      },
    },
    async (request) => {
      const session = await sessionOf(context, request);
      const seq = Number(answerParams.parse(request.params).seq);
      const trial = session.plan[seq];
      if (!trial) throw new Refusal("trial-unknown", { trials: session.plan.length });
      return describeItem(shownItem(await choices.choose(session, seq), trial));
    },
  );

  server.post(
    "/api/complete",
    { schema: { summary: "Counts the answers and gives the completion code" } },
    async (request) => {
      const code = await completeSession(open, await sessionOf(context, request));
      const url = study.settings.completionUrl?.replaceAll("{code}", encodeURIComponent(code)) ?? null;
      return { code, url };
    },
  );

  server.post(
    "/api/withdraw",
    {
      config: GUESSES,
      schema: { summary: "Deletes a participant by their code", body: jsonSchema(withdrawBody) },
    },
    async (request, reply) => {
      await withdraw(open, withdrawBody.parse(request.body).code);
      return reply.code(204).send();
    },
  );
}

/** Everything that this session may see. */
async function picturesOf({ open, choices }: ServerContext, session: Session): Promise<Picture[]> {
  const dealt = session.plan.flatMap(({ id }) => (id === null ? [] : open.items.get(id)!));
  const shown = [...open.study.practice, ...dealt, ...(await choices.candidates(session))];
  return shown.flatMap(({ pictures }) => pictures);
}

/** What the page needs to show the trials: by pictures, so that nobody can tell a catch trial or a repeat from its name. */
async function describe({ open, choices }: ServerContext, session: Session): Promise<object> {
  const { study, database } = open;
  const { id, isSimulated, state, plan, code } = session;
  const items = await choices.items(session);
  const candidates = await choices.candidates(session);
  return {
    // Tells sessions of one browser apart, and nobody's name in any table.
    key: digestOf(id).slice(0, 16),
    isSimulated,
    state,
    code,
    practice: study.practice.map((item, index) => {
      // Of two faces, every other time the one on the right is the answer.
      const isSwapped = index % 2 === 1;
      const expectedSide = isSwapped ? "right" : "left";
      return { ...describeItem(shownItem(item, { isSwapped })), expected: item.expected, expectedSide };
    }),
    // Of an open place it is not yet known: POST /api/trials/:seq.
    trials: plan.map((trial, seq) => ({
      ...(items[seq] ? describeItem(shownItem(items[seq], trial)) : NOT_YET),
      block: blockOf(seq, plan.length, study.settings.blocks),
    })),
    candidates: candidates.flatMap(({ pictures }) => pictures.map(({ sha256 }) => sha256)),
    answered: await answeredTrials(database, id),
  };
}

const NOT_YET = { picture: null, right: null, asked: null };

function describeItem({ left, right, asked }: ShownItem): object {
  return { picture: left.sha256, right: right?.sha256 ?? null, asked };
}
