import { type Attempt, classesKey } from "@limen/sampling";
import { type BoundaryArm, groupBy } from "@limen/tables";
import type { Params } from "./params.ts";

/** An attempt before it is numbered. */
export type Planned = Omit<Attempt, "index" | "stream">;

/**
 * Attempts of the control arms for those boundary attempts, as many of each kind as may be needed. A control differs from
 * its stimuli in one thing: unguided samples are asked for the same classes in the same shares, confident ones are guided
 * by one of the same nets, off-manifold ones have the same nets, classes, shares and target.
 */
export function planControls(params: Params, boundary: readonly Planned[]): Planned[] {
  const wanted = (each: number, own: readonly Planned[]) =>
    Array.from({ length: Math.ceil(each * params.controlAttempts * own.length) }, (_, k) => k);
  const unguided = alike(boundary, ({ shares }) => sharesKey(shares)).flatMap((own) =>
    wanted(params.unguided, own).map((k): Planned => {
      // They are judged, not steered, by the nets that guided their stimuli, in turn.
      const judge = own[k % own.length]!.guides[0]!;
      return { arm: "unguided", shares: own[0]!.shares, guides: [judge] };
    }),
  );
  const confident = alike(boundary, ({ shares, guides }) => `${classesKey(shares)} ${guides}`).flatMap(
    (own) =>
      wanted(params.confident, own).map((k): Planned => {
        const { shares, guides } = own[0]!;
        // Each class in turn, by each net in turn.
        const guide = guides[Math.floor(k / shares.length) % guides.length]!;
        const even = shares.map(({ index }) => ({ index, share: 1 / shares.length }));
        return { arm: "confident", shares: even, shown: shares[k % shares.length]!.index, guides: [guide] };
      }),
  );
  const ranks = new Map<number, number>();
  const nextOf = (index: number) => {
    const rank = ranks.get(index) ?? 0;
    ranks.set(index, rank + 1);
    return { index, rank };
  };
  const offManifold = alike(boundary, aimKey).flatMap((own) =>
    wanted(params.offManifold, own).map((k): Planned => {
      const { arm, shares, guides } = own[0]!;
      // From real faces of each class in turn, each face once while they last.
      const anchor = nextOf(shares[k % shares.length]!.index);
      return { arm: "off-manifold", like: arm as BoundaryArm, shares, anchor, guides };
    }),
  );
  return [...confident, ...unguided, ...offManifold];
}

/** Whether a control of that kind may stand beside that stimulus. */
export function isControlOf(control: Attempt, stimulus: Attempt): boolean {
  switch (control.arm) {
    case "unguided":
      return sharesKey(control.shares) === sharesKey(stimulus.shares);
    case "confident":
      return (
        classesKey(control.shares) === classesKey(stimulus.shares) &&
        stimulus.guides.includes(control.guides[0]!)
      );
    default:
      return aimKey({ ...control, arm: control.like ?? control.arm }) === aimKey(stimulus);
  }
}

function aimKey({ arm, shares, guides }: Planned): string {
  return `${arm} ${sharesKey(shares)} ${guides}`;
}

function sharesKey(shares: Attempt["shares"]): string {
  return shares
    .map(({ index, share }) => `${index}:${share.toFixed(6)}`)
    .sort()
    .join();
}

function alike(attempts: readonly Planned[], key: (attempt: Planned) => string): (readonly Planned[])[] {
  return [...groupBy(attempts, key).values()];
}
