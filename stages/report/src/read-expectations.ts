import { readFile } from "node:fs/promises";
import { type ClaimsFile, claimsFile } from "@limen/claims";
import { UserError } from "@limen/errors";
import { parse } from "yaml";

/** The claims of a file beside the pipeline; null when none is given. */
export async function readExpectations(file: string | undefined): Promise<ClaimsFile["claims"] | null> {
  if (file === undefined) return null;
  const hint = "npx limen claims PIPELINE names every problem with its line";
  const refuse = (message: string) => new UserError({ message, place: { file, field: "expected" }, hint });
  let value: unknown;
  try {
    value = parse(await readFile(file, "utf8"));
  } catch (error) {
    throw refuse(`the claims cannot be read: ${(error as Error).message.split("\n")[0]}`);
  }
  const result = claimsFile.safeParse(value);
  if (!result.success) {
    const first = result.error.issues[0]!;
    throw refuse(`${first.path.join(".")}: ${first.message}`);
  }
  return result.data.claims;
}
