import { categorical, permutation, power, type RandomStream } from "@limen/random";

/**
 * Which faces an epoch shows, in order: as many as there are faces.
 * balance 0: each once. Else drawn with replacement, a class of n faces in proportion to n^(1 − balance), so that
 * 1 shows all classes equally often; classes without a face are left out.
 */
export function drawEpoch(
  majority: Int32Array,
  classes: number,
  balance: number,
  random: RandomStream,
): Int32Array {
  if (balance === 0) return permutation(random, majority.length);
  const members: number[][] = Array.from({ length: classes }, () => []);
  for (const [face, label] of majority.entries()) members[label]!.push(face);
  const weights = members.map(({ length }) => (length === 0 ? 0 : power(length, 1 - balance)));
  return majority.map(() => {
    const group = members[categorical(random, weights)]!;
    return group[random.integer(group.length)]!;
  });
}
