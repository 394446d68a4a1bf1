import { type BoundaryArm, type ClassShare, type ControlArm, isBoundaryArm } from "@limen/tables";

/** What is drawn: natural controls are picked. */
export type Arm = BoundaryArm | Exclude<ControlArm, "natural">;

/** One sample to draw. Classes and guides are indices. */
export interface Attempt {
  readonly index: number;
  /** The attempt's random stream is the branch of that number; attempts of a series share it. */
  readonly stream: number;
  readonly arm: Arm;
  /** The classes between which the face is to lie. */
  readonly shares: readonly ClassShare[];
  /** Off-manifold arm: the boundary arm whose target it has. */
  readonly like?: BoundaryArm;
  /** Controversial arm: probability aimed at for each guide's class; absent: the parameter's. */
  readonly aim?: number;
  /** Confident arm: the class to be shown without doubt. */
  readonly shown?: number;
  /** Anchored and off-manifold arms: the real face that it starts from, as the rank-th of a class. */
  readonly anchor?: { readonly index: number; readonly rank: number };
  /** (L2 norm) anchored arm: how far it may move from that face. */
  readonly budget?: number;
  /** One net, or several (consensus; controversial: the first towards the first class, …); unguided: the net that judges. */
  readonly guides: readonly number[];
}

/** Attempts that are computed together: one arm and one choice of guides. */
export type Block = readonly Attempt[];

export function isBoundary({ arm }: Attempt): boolean {
  return isBoundaryArm(arm);
}

/** The classes, in whatever order they are named. */
export function classesKey(shares: Attempt["shares"]): string {
  return shares
    .map(({ index }) => index)
    .sort((x, y) => x - y)
    .join();
}
