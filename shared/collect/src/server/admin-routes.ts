import { comparisonsTable, displaysTable, participantsTable, screensTable, trialsTable } from "@limen/tables";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { csvOf, flatRow, ratingColumn } from "../export/csv.ts";
import { gather } from "../export/gather.ts";
import { packCollected } from "../export/pack-collected.ts";
import { previewExclusions } from "../export/preview-exclusions.ts";
import { Refusal } from "../sessions/refusal.ts";
import { equalText } from "../study/keys.ts";
import { changeState } from "../study/open-study.ts";
import type { ServerContext } from "./context.ts";
import { checkAdmin } from "./identity.ts";
import { jsonSchema } from "./json-schema.ts";

const loginBody = z.strictObject({ token: z.string().min(1).max(200) });
const stateBody = z.strictObject({ state: z.enum(["open", "paused", "closed"]) });
const TABLES = {
  trials: trialsTable,
  comparisons: comparisonsTable,
  participants: participantsTable,
  displays: displaysTable,
  screens: screensTable,
} as const;
const exportParams = z.strictObject({ table: z.enum(Object.keys(TABLES) as (keyof typeof TABLES)[]) });

/** (requests a minute) of one address. */
const perMinute = (max: number) => ({ rateLimit: { max, timeWindow: "1 minute" } });
/** Where guessing would pay. */
const LOGINS = perMinute(10);
const LIMIT = perMinute(120);
/** What reads every answer. */
const HEAVY = perMinute(30);

/** What the researcher's page asks for; all but the login wants the token or the login's cookie. */
export function adminRoutes(server: FastifyInstance, context: ServerContext): void {
  const { open, progress, adminToken, researcherCookie, isSecure } = context;

  server.post(
    "/api/admin/login",
    {
      config: LOGINS,
      schema: { summary: "Changes the researcher's token for a cookie", body: jsonSchema(loginBody) },
    },
    async (request, reply) => {
      if (!equalText(loginBody.parse(request.body).token, adminToken)) throw new Refusal("admin-unknown");
      researcherCookie.give(reply, isSecure);
      return reply.code(204).send();
    },
  );

  server.register(async (admin) => {
    // After the limits, which count at onRequest: a wrong token counts too.
    admin.addHook("preParsing", async (request) => checkAdmin(context, request));

    admin.post(
      "/api/admin/logout",
      { config: LIMIT, schema: { summary: "Takes the login's cookie back" } },
      async (_request, reply) => {
        researcherCookie.take(reply);
        return reply.code(204).send();
      },
    );

    admin.get(
      "/api/admin/summary",
      { config: LIMIT, schema: { summary: "Counts of sessions and answers" } },
      () => progress.summary(),
    );

    admin.get(
      "/api/admin/exclusions",
      { config: HEAVY, schema: { summary: "Whom the preregistered rules would exclude by now" } },
      () => previewExclusions(open),
    );

    admin.put(
      "/api/admin/state",
      {
        config: LIMIT,
        schema: { summary: "Opens, pauses or closes the study", body: jsonSchema(stateBody) },
      },
      async (request, reply) => {
        await changeState(open, stateBody.parse(request.body).state);
        return reply.code(204).send();
      },
    );

    admin.get(
      "/api/admin/export/:table",
      { config: HEAVY, schema: { summary: "A pseudonymous table as CSV", params: jsonSchema(exportParams) } },
      async (request, reply) => {
        const { table } = exportParams.parse(request.params);
        const { settings, classes } = open.study;
        const rated = settings.task === "rating" ? classes : [];
        const rows = (await gather(open))[table].map((row) => flatRow(row, rated));
        const columns = rows.length === 0 ? [] : columnsOf(table, rated);
        return reply
          .type("text/csv; charset=utf-8")
          .header("content-disposition", `attachment; filename="${table}.csv"`)
          .send(csvOf(columns, rows));
      },
    );

    admin.get(
      "/api/admin/collected.tar",
      { config: HEAVY, schema: { summary: "The folder of Parquet tables that the pipeline reads, packed" } },
      async (_request, reply) =>
        reply
          .type("application/x-tar")
          .header("content-disposition", 'attachment; filename="collected.tar"')
          .send(await packCollected(open)),
    );
  });
}

/** In the table's order: ratings are a column of each class that is rated, and what is a list otherwise is left out. */
function columnsOf(table: keyof typeof TABLES, rated: readonly string[]): string[] {
  return Object.entries(TABLES[table].columns).flatMap(([column, { kind }]) => {
    if (column === "ratings") return rated.map(ratingColumn);
    return kind === "vector" ? [] : [column];
  });
}
