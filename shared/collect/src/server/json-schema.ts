import { z } from "zod";

/** A schema as fastify's validator and the OpenAPI file want it. */
export function jsonSchema(schema: z.ZodType): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: "draft-7", io: "input" });
  return rest;
}
