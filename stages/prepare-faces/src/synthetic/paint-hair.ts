import {
  around,
  type Box,
  type Canvas,
  darken,
  eachPixel,
  ellipse,
  inside,
  perColumn,
  smoothstep,
  WHOLE,
} from "./canvas.ts";
import type { FaceControls } from "./controls.ts";
import type { Landmarks } from "./landmarks.ts";
import { headDepth } from "./paint-head.ts";

/** Styles, by the whole part of `hair_style`. */
export const HAIR_STYLES = ["bald", "short", "fringe", "side parting", "long", "curly"] as const;

/** Long hair, behind head and shoulders. */
export function paintHairBehind(canvas: Canvas, face: FaceControls, marks: Landmarks): void {
  const style = styleOf(face);
  if (style !== "long" && style !== "curly") return;
  const curl = style === "curly" ? 0.03 : 0;
  const reach = style === "curly" ? 0.9 : 1.5;
  strands(canvas, face, WHOLE, (x, y) => {
    const wave = curl === 0 ? 0 : curl * Math.sin(11 * Math.atan2(y, x));
    return ellipse(x, y + 0.25, marks.head.halfWidth * 1.3 + wave, reach + wave);
  });
}

/** Hair on the head, in front of the forehead. */
export function paintHair(canvas: Canvas, face: FaceControls, marks: Landmarks): void {
  const style = styleOf(face);
  if (style === "bald") return;
  const { hairline } = face.identity;
  const volume = style === "short" ? 0.05 : 0.14;
  const edge = perColumn(canvas, (x) => {
    const u = x / marks.head.halfWidth;
    if (style === "fringe") return hairline + 0.16 + 0.1 * u * u + 0.015 * Math.sin(40 * x);
    if (style === "side parting") return hairline - 0.02 + 0.22 * u + 0.38 * u * u;
    if (style === "long") return hairline - 0.05 + 0.95 * Math.abs(u) ** 2.6;
    if (style === "curly") return hairline + 0.04 * Math.sin(19 * x) + 0.5 * (u * u) ** 2;
    return hairline + 0.05 * Math.cos(5 * u) + 0.42 * (u * u) ** 2;
  });
  const lowest = style === "long" ? 0.6 : 0.1;
  strands(canvas, face, { ...WHOLE, bottom: lowest }, (x, y) =>
    Math.min((headDepth(marks.head, x, y) + volume) * 0.7, edge(x) - y),
  );
}

/** Stubble to full beard, by `beard` 0…1. */
export function paintBeard(canvas: Canvas, face: FaceControls, marks: Landmarks): void {
  const { beard, hair_grey } = face.identity;
  if (beard < 0.05) return;
  const { mouth, nose, head } = marks;
  const strength = beard * (1 - 0.8 * hair_grey);
  const cheek = perColumn(canvas, (x) => 0.52 - 0.75 * Math.abs(x) ** 2.5);
  const lipBottom = mouth.y + mouth.down + mouth.lowerLip;
  darken(canvas, { left: -0.9, right: 0.9, top: -0.1, bottom: 1.2 }, strength, (x, y) => {
    const jaw =
      smoothstep(cheek(x) - 0.06, cheek(x) + 0.1, y) * smoothstep(-0.02, 0.06, headDepth(head, x, y));
    const lips = ellipse(
      x,
      y - (mouth.y + lipBottom) / 2,
      mouth.halfWidth * 1.12,
      (lipBottom - mouth.y) / 2 + 0.11,
    );
    const beside = jaw * (1 - inside(lips, 0.04));
    const moustache =
      inside(0.035 - Math.abs(y - (nose.tip + 0.15) - 0.25 * x * x), 0.03) * inside(0.3 - Math.abs(x), 0.05);
    return Math.max(beside, moustache) * (0.85 + 0.15 * grain(x * 2, y));
  });
}

/** Frames around the eyes, when `glasses` is above one half. */
export function paintGlasses(canvas: Canvas, face: FaceControls, marks: Landmarks): void {
  if (face.identity.glasses <= 0.5) return;
  const { x: eyeX, y: eyeY } = marks.eye;
  const soft = 0.8 / canvas.scale;
  const width = 0.014 + 0.02 * (face.identity.glasses - 0.5);
  const rim = (x: number, y: number) =>
    width - Math.abs(ellipse(Math.abs(x) - eyeX, y - eyeY - 0.02, 0.255, 0.2));
  const bridge = (x: number, y: number) =>
    Math.min(width - Math.abs(y - eyeY + 0.03), eyeX - 0.24 - Math.abs(x));
  const arm = (x: number, y: number) =>
    Math.min(width - Math.abs(y - eyeY + 0.02), Math.abs(x) - eyeX - 0.24);
  darken(canvas, around(0, eyeY, marks.head.halfWidth, 0.3), 0.85, (x, y) =>
    inside(Math.max(rim(x, y), bridge(x, y), arm(x, y)), soft),
  );
}

function styleOf(face: FaceControls): (typeof HAIR_STYLES)[number] {
  return HAIR_STYLES[Math.min(HAIR_STYLES.length - 1, Math.floor(face.identity.hair_style))] ?? "short";
}

/** Fills a shape with streaky hair. */
function strands(
  canvas: Canvas,
  face: FaceControls,
  box: Box,
  distance: (x: number, y: number) => number,
): void {
  const { hair_grey } = face.identity;
  eachPixel(canvas, box, (index, x, y) => {
    const d = distance(x, y);
    const share = inside(d, 0.025);
    if (share === 0) return;
    const grey = hair_grey * (1 + 0.28 * grain(x, y));
    canvas.albedo[index] = canvas.albedo[index]! + share * (grey - canvas.albedo[index]!);
    canvas.height[index] = canvas.height[index]! + share * 0.05 * Math.min(1, d / 0.15);
    canvas.lit[index] = Math.max(canvas.lit[index]!, share);
  });
}

/** A cheap streaky pattern in -1…1, fine across and coarse along the direction of growth. */
function grain(x: number, y: number): number {
  const angle = Math.atan2(x, 1.3 + y);
  return 0.6 * Math.sin(47 * angle + 3 * y) + 0.4 * Math.sin(83 * angle - 5 * y + 1);
}
