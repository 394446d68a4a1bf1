import type { ChangeFace } from "./change.ts";

/** Dark for light, as on a film. */
export const negative: ChangeFace = ({ face }) => face.map((value) => -value);

/** Turned by half a turn. */
export const upsideDown: ChangeFace = ({ face }) => face.toReversed();
