/**
 * What moves a synthetic face, in the manner of the Facial Action Coding System (Ekman and Friesen 1978): 0 is rest,
 * 1 the full movement; the lid and the mouth corners also go the other way, down to -1.
 */
export const EXPRESSION_CONTROLS = [
  "inner_brow_raise",
  "outer_brow_raise",
  "brow_lower",
  "lid_raise",
  "squint",
  "nose_wrinkle",
  "mouth_corner",
  "mouth_open",
  "lip_stretch",
  "lip_press",
  "jaw_drop",
] as const;

/** Who is shown: the same for every face of an identity. Units: 1 is average for sizes, 0…1 for grey levels. */
export const IDENTITY_CONTROLS = [
  "face_width",
  "jaw_taper",
  "face_length",
  "eye_distance",
  "eye_size",
  "brow_thickness",
  "brow_height",
  "nose_length",
  "nose_width",
  "mouth_width",
  "lip_thickness",
  "skin",
  "hair_grey",
  "hair_style",
  "hairline",
  "age",
  "beard",
  "glasses",
] as const;

/** How the picture was taken: drawn anew for each face. Angles in radians, shifts in half picture widths. */
export const SCENE_CONTROLS = [
  "light_side",
  "light_height",
  "ambient",
  "yaw",
  "pitch",
  "roll",
  "shift_x",
  "shift_y",
  "zoom",
  "background",
  "background_slope",
  "contrast",
  "brightness",
  "blur",
  "noise",
] as const;

export type Expression = Readonly<Record<(typeof EXPRESSION_CONTROLS)[number], number>>;
export type Identity = Readonly<Record<(typeof IDENTITY_CONTROLS)[number], number>>;
export type Scene = Readonly<Record<(typeof SCENE_CONTROLS)[number], number>>;

/** Everything that a face is rendered from, but for the grain of the noise. */
export interface FaceControls {
  readonly expression: Expression;
  readonly identity: Identity;
  readonly scene: Scene;
}

/** Names of the values of `controlVector`, in order. */
export const CONTROL_NAMES: readonly string[] = [
  ...EXPRESSION_CONTROLS,
  ...IDENTITY_CONTROLS,
  ...SCENE_CONTROLS,
];

/** All controls as one vector: expression, identity, scene. */
export function controlVector(face: FaceControls): Float32Array {
  return Float32Array.from([
    ...EXPRESSION_CONTROLS.map((name) => face.expression[name]),
    ...IDENTITY_CONTROLS.map((name) => face.identity[name]),
    ...SCENE_CONTROLS.map((name) => face.scene[name]),
  ]);
}
