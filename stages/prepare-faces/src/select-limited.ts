import { type Candidate, SPLITS } from "./candidate.ts";
import { hashPlace } from "./split-by-hash.ts";

/**
 * At most `limit` candidates of each split (0: all), chosen by a hash of their ids, so that a trial run sees all
 * classes and not the first folder only. The order is kept.
 */
export function selectLimited(candidates: readonly Candidate[], limit: number): readonly Candidate[] {
  if (limit === 0) return candidates;
  const chosen = new Set<Candidate>();
  for (const split of SPLITS) {
    candidates
      .filter((candidate) => candidate.split === split)
      .map((candidate) => ({ candidate, place: hashPlace(candidate.id) }))
      .toSorted((a, b) => a.place - b.place)
      .slice(0, limit)
      .forEach(({ candidate }) => void chosen.add(candidate));
  }
  return candidates.filter((candidate) => chosen.has(candidate));
}

/** The same for candidates that come one by one in random order: the first `limit` of each split. */
export async function* firstOfEachSplit(
  candidates: AsyncIterable<Candidate>,
  limit: number,
): AsyncGenerator<Candidate> {
  const taken = { train: 0, valid: 0, test: 0 };
  for await (const candidate of candidates) {
    if (limit > 0 && taken[candidate.split] >= limit) continue;
    taken[candidate.split]++;
    yield candidate;
  }
}
