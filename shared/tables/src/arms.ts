/** Arms whose faces are made to lie on a boundary, in the order in which they are shown. */
export const BOUNDARY_ARMS = ["uncertainty", "consensus", "controversial", "anchored"] as const;
/** Arms whose faces are matched to a boundary face, in that order too. */
export const CONTROL_ARMS = ["natural", "unguided", "confident", "off-manifold"] as const;

export type BoundaryArm = (typeof BOUNDARY_ARMS)[number];
export type ControlArm = (typeof CONTROL_ARMS)[number];

/** For names out of tables. */
export function isBoundaryArm(name: string): name is BoundaryArm {
  return (BOUNDARY_ARMS as readonly string[]).includes(name);
}
