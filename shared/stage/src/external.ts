import { z } from "zod";

/**
 * A parameter that names a file or folder of the user's. The runner resolves it (relative to the pipeline file, or to
 * the working directory when given by --set), and puts the digest of its *content* into the key, never the path.
 */
export function externalPath(description: string) {
  return z.string().min(1).describe(description).meta({ external: true });
}

/** Names of the parameters of a schema that are external paths, through optional() and default() wrappers. */
export function externalParams(params: z.ZodObject): string[] {
  return Object.entries(params.shape)
    .filter(([, schema]) => isExternal(schema as z.ZodType))
    .map(([name]) => name);
}

function isExternal(schema: z.ZodType): boolean {
  if (schema.meta()?.external === true) return true;
  const inner = (schema.def as { innerType?: z.ZodType }).innerType;
  return inner !== undefined && isExternal(inner);
}
