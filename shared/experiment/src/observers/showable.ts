/** Something that can be shown, with z(x) as observers see it. */
export interface Showable {
  readonly id: string;
  readonly scores: Float64Array;
}

export interface CatchFace extends Showable {
  /** The class that an attentive person chooses. */
  readonly expected: string;
}
