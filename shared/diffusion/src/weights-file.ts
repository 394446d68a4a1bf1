import { UserError } from "@limen/errors";
import type { ParameterArrays } from "@limen/models";
import { RandomStream } from "@limen/random";
import { parseJson, readWeights, writeWeights } from "@limen/weights";
import type { z } from "zod";
import { type DenoiserConfig, denoiserConfigSchema } from "./config.ts";
import { buildDenoiser, type DenoiserNet } from "./net.ts";
import { type ValidityReference, validityReferenceSchema } from "./validity.ts";

export interface LoadedDenoiser extends DenoiserNet {
  /** What is typical of real faces under it (see `denoiserValidity`). */
  readonly validity: ValidityReference;
}

/** Writes averaged weights with all that is needed to rebuild the net. */
export async function writeDenoiser(
  path: string,
  config: DenoiserConfig,
  tensors: ParameterArrays,
  validity: ValidityReference,
): Promise<void> {
  const metadata = { config: JSON.stringify(config), validity: JSON.stringify(validity) };
  await writeWeights(path, { metadata, tensors });
}

/** Rebuilds a denoiser from its weights file. Throws a UserError that names the file when it holds anything else. */
export async function readDenoiser(path: string): Promise<LoadedDenoiser> {
  const { metadata, tensors } = await readWeights(path);
  const config = parseEntry(path, metadata, "config", denoiserConfigSchema);
  const validity = parseEntry(path, metadata, "validity", validityReferenceSchema);
  const net = buildDenoiser(config, RandomStream.fromSeed("replaced by the file's weights"));
  net.parameters.assign(tensors);
  return { ...net, validity };
}

function parseEntry<S extends z.ZodType>(
  file: string,
  metadata: Readonly<Record<string, string>>,
  field: string,
  schema: S,
): z.output<S> {
  const wrong = (message: string) =>
    new UserError({ message, place: { file, field }, hint: "give the weights that train-prior wrote" });
  const text = metadata[field];
  if (text === undefined) throw wrong(`the file has no ${field} of a denoiser`);
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) throw wrong(`not the ${field} of a denoiser: ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}
