import { createHmac } from "node:crypto";
import { digestText } from "@limen/artifact";
import { invariant } from "@limen/errors";

/** Nobody is behind a simulated participant, so nobody is protected by a secret: everybody's release gives it the same name. */
const PUBLIC_KEY = "limen: simulated participants";

export interface Named {
  readonly participant_id: string;
  readonly source: string;
}

/**
 * Names for publication: keyed digests of the participants' names, which say nothing of them without the secret. The digest is of the
 * name's SHA-256, which is all that a study keeps of those who withdrew: so they can be found in a release by who has its secret.
 * Throws an InternalError if two get one name, which takes billions of people.
 */
export function pseudonyms(people: readonly Named[], secret: string): ReadonlyMap<string, string> {
  const names = new Map(
    people.map(({ participant_id, source }) => [participant_id, pseudonymOf(participant_id, source, secret)]),
  );
  invariant(new Set(names.values()).size === names.size, "two participants got one pseudonym");
  return names;
}

function pseudonymOf(name: string, source: string, secret: string): string {
  const digest = digestText(name);
  return source === "simulated" ? `simulated-${keyed(digest, PUBLIC_KEY)}` : personPseudonym(digest, secret);
}

/** The pseudonym of a person of whom only the SHA-256 of the name is known: of one who withdrew. */
export function personPseudonym(digest: string, secret: string): string {
  return `person-${keyed(digest, secret)}`;
}

function keyed(digest: string, key: string): string {
  return createHmac("sha256", key).update(digest).digest("hex").slice(0, 16);
}
