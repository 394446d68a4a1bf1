import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { csvOf } from "../export/csv.ts";
import { gather } from "../export/gather.ts";
import { summarise } from "../export/summarise.ts";
import { changeState } from "../study/open-study.ts";
import type { ServerContext } from "./context.ts";
import { checkAdmin } from "./identity.ts";
import { jsonSchema } from "./json-schema.ts";

const stateBody = z.strictObject({ state: z.enum(["open", "paused", "closed"]) });
const exportParams = z.strictObject({ table: z.enum(["trials", "participants", "displays", "screens"]) });

/** (requests a minute) of one address. */
const LIMIT = { rateLimit: { max: 120, timeWindow: "1 minute" } };

/** What the researcher's page asks for; all of it wants the token. */
export function adminRoutes(server: FastifyInstance, context: ServerContext): void {
  const { open } = context;
  server.register(async (admin) => {
    admin.addHook("onRequest", async (request) => checkAdmin(context, request));

    admin.get(
      "/api/admin/summary",
      { config: LIMIT, schema: { summary: "Counts of sessions and answers" } },
      () => summarise(open),
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
      { config: LIMIT, schema: { summary: "A pseudonymous table as CSV", params: jsonSchema(exportParams) } },
      async (request, reply) => {
        const { table } = exportParams.parse(request.params);
        const rows = (await gather(open))[table].map(({ ...row }) => row as Record<string, unknown>);
        const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== "bias");
        return reply
          .type("text/csv; charset=utf-8")
          .header("content-disposition", `attachment; filename="${table}.csv"`)
          .send(csvOf(columns, rows));
      },
    );
  });
}
