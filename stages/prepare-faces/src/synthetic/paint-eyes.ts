import { power } from "@limen/random";
import { around, type Canvas, darken, ellipse, inside, paint, perColumn } from "./canvas.ts";
import type { FaceControls } from "./controls.ts";
import type { Landmarks } from "./landmarks.ts";

/** Eyes and brows, both sides. */
export function paintEyes(canvas: Canvas, face: FaceControls, marks: Landmarks): void {
  for (const side of [-1, 1]) {
    paintEye(canvas, face, marks.eye, side);
    paintBrow(canvas, face, marks.brow, side);
  }
}

function paintEye(canvas: Canvas, face: FaceControls, eye: Landmarks["eye"], side: number): void {
  const { skin } = face.identity;
  const soft = 0.5 / canvas.scale;
  const x0 = side * eye.x;
  const box = around(x0, eye.y, eye.halfWidth * 1.5, 0.3);
  // The outer corner sits a little higher; t runs from -1 (inner) to 1 (outer).
  const t = (x: number) => (side * (x - x0)) / eye.halfWidth;
  const axis = (x: number) => eye.y - 0.012 * t(x);
  const lidUp = perColumn(canvas, (x) => axis(x) - eye.up * arch(t(x), 1.9));
  const lidDown = perColumn(canvas, (x) => axis(x) + eye.down * arch(t(x), 2.2));
  const open = (x: number, y: number) =>
    Math.abs(t(x)) >= 1 ? 0 : inside(Math.min(y - lidUp(x), lidDown(x) - y), soft);

  darken(canvas, around(x0, eye.y, 0.32, 0.26), 0.22, (x, y) =>
    Math.exp(-(((x - x0) / 0.2) ** 2) - ((y - eye.y + 0.03) / 0.13) ** 2),
  );
  paint(canvas, box, 0.35 + 0.6 * Math.sqrt(skin), open);
  const irisY = eye.y - 0.012;
  const iris = (radius: number) => (x: number, y: number) =>
    open(x, y) * inside(ellipse(x - x0, y - irisY, radius, radius), soft * 1.5);
  paint(canvas, box, 0.2, iris(eye.iris));
  paint(canvas, box, 0.03, iris(eye.iris * 0.55));
  paint(
    canvas,
    box,
    1.2,
    (x, y) => open(x, y) * inside(ellipse(x - x0 - 0.025, y - irisY + 0.03, 0.02, 0.02), soft),
  );
  // Lashes, then the crease of the lid, then the lower lid.
  const line = (at: (x: number) => number, width: number, ends: number) => (x: number, y: number) =>
    Math.abs(t(x)) > ends ? 0 : inside(width - Math.abs(y - at(x)), soft * 1.6);
  darken(canvas, box, 0.82, line(lidUp, 0.014, 1.06));
  darken(
    canvas,
    box,
    0.3,
    line((x) => lidUp(x) - 0.045 - 0.02 * face.expression.lid_raise, 0.006, 0.95),
  );
  darken(canvas, box, 0.35, line(lidDown, 0.006, 1));
}

function paintBrow(canvas: Canvas, face: FaceControls, brow: Landmarks["brow"], side: number): void {
  const { hair_grey, skin } = face.identity;
  const soft = 0.9 / canvas.scale;
  const length = brow.outerX - brow.innerX;
  const grey = Math.min(0.75 * skin, 0.6 * hair_grey + 0.03);
  const box = around((side * (brow.innerX + brow.outerX)) / 2, brow.midY, length, 0.4);
  paint(canvas, box, grey, (x, y) => {
    const t = (side * x - brow.innerX) / length;
    if (t < -0.06 || t > 1.04) return 0;
    // The parabola through inner end, middle and outer end, the middle lying at t = .55.
    const bend = (brow.midY - brow.innerY * 0.45 - brow.outerY * 0.55) / (0.55 * 0.45);
    const centre = brow.innerY * (1 - t) + brow.outerY * t + bend * t * (1 - t);
    const thickness = brow.thickness * Math.min(1, 0.55 + 4 * (t + 0.06)) * (1.05 - 0.75 * t * t);
    return 0.9 * inside(thickness - Math.abs(y - centre), soft);
  });
}

/** 1 in the middle, 0 at t = ±1. */
function arch(t: number, exponent: number): number {
  return Math.abs(t) >= 1 ? 0 : 1 - power(Math.abs(t), exponent);
}
