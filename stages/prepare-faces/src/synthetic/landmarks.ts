import type { Expression, Identity } from "./controls.ts";

/** Where the parts of the face are, in face units, for that identity and expression. */
export interface Landmarks {
  readonly head: {
    readonly halfWidth: number;
    readonly top: number;
    readonly chin: number;
    readonly taper: number;
  };
  readonly eye: {
    readonly x: number;
    readonly y: number;
    readonly halfWidth: number;
    readonly up: number;
    readonly down: number;
    readonly iris: number;
  };
  readonly brow: {
    readonly innerX: number;
    readonly outerX: number;
    readonly innerY: number;
    readonly midY: number;
    readonly outerY: number;
    readonly thickness: number;
  };
  readonly nose: { readonly top: number; readonly tip: number; readonly width: number };
  readonly mouth: {
    readonly y: number;
    readonly halfWidth: number;
    readonly cornerY: number;
    readonly up: number;
    readonly down: number;
    readonly upperLip: number;
    readonly lowerLip: number;
  };
}

/** Places the landmarks: the identity gives the rest position, the expression moves them. */
export function placeLandmarks(e: Expression, who: Identity): Landmarks {
  const chin = 0.97 * who.face_length;
  return {
    head: {
      halfWidth: 0.74 * who.face_width,
      top: -1.12,
      chin: chin + 0.1 * e.jaw_drop,
      taper: who.jaw_taper,
    },
    eye: eyeOf(e, who),
    brow: browOf(e, who),
    nose: {
      top: -0.2,
      tip: 0.2 + 0.2 * (who.nose_length - 1) - 0.03 * e.nose_wrinkle,
      width: who.nose_width * (1 + 0.15 * e.nose_wrinkle + 0.08 * Math.max(0, e.mouth_corner)),
    },
    mouth: mouthOf(e, who),
  };
}

function eyeOf(e: Expression, who: Identity): Landmarks["eye"] {
  const size = who.eye_size;
  const closing = 0.42 * e.squint + 0.15 * e.brow_lower + 0.2 * e.nose_wrinkle;
  return {
    x: 0.345 * who.eye_distance,
    y: -0.1,
    halfWidth: 0.175 * size * (1 + 0.04 * e.lid_raise),
    up: size * Math.max(0.022, 0.088 * (1 + 0.75 * e.lid_raise - closing)),
    down: size * Math.max(0.012, 0.058 * (1 + 0.35 * e.lid_raise - 1.25 * closing)),
    iris: 0.082 * size,
  };
}

function browOf(e: Expression, who: Identity): Landmarks["brow"] {
  const rest = -0.335 - 0.05 * (who.brow_height - 1);
  return {
    innerX: 0.15 * who.eye_distance - 0.055 * e.brow_lower,
    outerX: 0.59 * who.eye_distance,
    innerY: rest + 0.03 - 0.16 * e.inner_brow_raise + 0.15 * e.brow_lower + 0.05 * e.nose_wrinkle,
    midY: rest - 0.035 - 0.08 * e.inner_brow_raise - 0.12 * e.outer_brow_raise + 0.07 * e.brow_lower,
    outerY: rest + 0.045 - 0.15 * e.outer_brow_raise + 0.03 * e.inner_brow_raise,
    thickness: 0.042 * who.brow_thickness,
  };
}

function mouthOf(e: Expression, who: Identity): Landmarks["mouth"] {
  const smile = Math.max(0, e.mouth_corner);
  const widening = 1 + 0.36 * smile + 0.4 * e.lip_stretch - 0.1 * e.lip_press - 0.22 * e.jaw_drop;
  return {
    y: 0.52 + 0.05 * (who.nose_length - 1) + 0.02 * e.jaw_drop - 0.03 * e.nose_wrinkle - 0.02 * smile,
    halfWidth: 0.265 * who.mouth_width * widening,
    cornerY: -0.15 * e.mouth_corner + 0.03 * e.lip_stretch,
    up: 0.05 * e.mouth_open + 0.03 * e.jaw_drop + 0.035 * e.nose_wrinkle * (0.3 + e.mouth_open),
    down: 0.1 * e.mouth_open + 0.21 * e.jaw_drop,
    upperLip:
      0.052 * who.lip_thickness * (1 - 0.72 * e.lip_press) * (1 - 0.25 * smile) * (1 - 0.3 * e.nose_wrinkle),
    lowerLip:
      0.075 * who.lip_thickness * (1 - 0.66 * e.lip_press) * (1 - 0.2 * smile) * (1 - 0.2 * e.lip_stretch),
  };
}
