import { UserError } from "@limen/errors";

/** The number of rounds that the command line gives, else the usual one. */
export function roundsOf(given: string | undefined, usual: number): number {
  const rounds = Number(given ?? usual);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new UserError({ message: `"${given}" is no number of rounds`, hint: "give 1 or more" });
  }
  return rounds;
}
