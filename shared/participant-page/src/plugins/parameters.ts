import { ParameterType } from "jspsych";

/** What every plugin that shows a face is told. */
export const timing = {
  /** (milliseconds) of the cross before the picture. */
  fixationMs: { type: ParameterType.INT, default: 500 },
  /** (milliseconds) after which the picture goes and the trial ends without an answer; null: never. */
  deadlineMs: { type: ParameterType.INT, default: null },
  /** (pixels) width of a picture. */
  width: { type: ParameterType.INT, default: undefined },
  /** (milliseconds) between frames of this screen. */
  frameMs: { type: ParameterType.FLOAT, default: undefined },
} as const;

/** What every such plugin gives beside the answer. */
export const shown = {
  /** (milliseconds) from onset to answer; null: none in time. */
  rt: { type: ParameterType.FLOAT },
  /** How the picture came on the screen. */
  onset: { type: ParameterType.OBJECT },
} as const;
