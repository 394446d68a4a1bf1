import { type RandomStream, shuffled } from "@limen/random";
import { groupBy } from "@limen/tables";
import type { Row } from "@limen/tables/spec";
import type { trialsTable, votesTable } from "@limen/tables/specs";

type Vote = Row<typeof votesTable>;
type Trial = Row<typeof trialsTable>;

/** The votes of each of those faces, in their order; null for faces with fewer than `least`. */
export function votesOf(faces: readonly string[], votes: readonly Vote[], least: number) {
  const byFace = groupBy(votes, (vote) => vote.face_id);
  return faces.map((face) => {
    const own = byFace.get(face) ?? [];
    const total = own.reduce((sum, { count }) => sum + count, 0);
    return total < least ? null : own;
  });
}

/**
 * One trial a vote. Counts do not say who voted, so the votes of a face are dealt to voters 1, 2, … at random: nothing
 * can be said of single voters, only of all together.
 */
export function dealVotes(
  faces: readonly string[],
  votes: readonly (readonly Vote[])[],
  random: RandomStream,
): Trial[] {
  const shown = new Map<number, number>();
  return faces.flatMap((face, index) => {
    const single = votes[index]!.flatMap(({ response, count, source }) =>
      Array.from({ length: count }, () => ({ response, source })),
    );
    return shuffled(random.split(face), single).map(({ response, source }, voter): Trial => {
      const trial = shown.get(voter) ?? 0;
      shown.set(voter, trial + 1);
      return {
        participant_id: voterName(voter),
        trial,
        block: 0,
        stimulus_id: face,
        response,
        ratings: null,
        confidence: null,
        intensity: null,
        rt_ms: null,
        catch_class: null,
        is_repeat: false,
        selection: null,
        source,
      };
    });
  });
}

function voterName(voter: number): string {
  return `voter-${String(voter + 1).padStart(2, "0")}`;
}
