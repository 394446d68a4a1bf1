/** The classes of every table by which validity ("is this a face?") is learnt, in the order of its distributions. */
export const VALIDITY_CLASSES = ["not a face", "face"] as const;
