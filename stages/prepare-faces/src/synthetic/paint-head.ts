import {
  addHill,
  addRidge,
  around,
  type Canvas,
  eachPixel,
  ellipse,
  inside,
  type paint,
  WHOLE,
} from "./canvas.ts";
import type { FaceControls } from "./controls.ts";
import type { Landmarks } from "./landmarks.ts";

/** Depth of the head at its middle, against a half width of about .74. */
const DEPTH = 0.62;
/** How much squarer than an ellipse the outline is: .3 is about a superellipse of exponent 2.3, without its powers. */
const SQUARENESS = 0.3;

/** How far inside the outline of the head a point is: 1 in the middle, 0 on the outline, below 0 outside. */
export function headDepth(head: Landmarks["head"], x: number, y: number): number {
  const down = Math.max(0, y / head.chin);
  const halfWidth = head.halfWidth * (1 - head.taper * down * down);
  const u2 = (x / halfWidth) ** 2;
  const v2 = (y < 0 ? y / head.top : y / head.chin) ** 2;
  return 1 - Math.sqrt(Math.max(0, u2 + v2 - SQUARENESS * u2 * v2));
}

export function paintBackground(canvas: Canvas, face: FaceControls): void {
  const { background, background_slope } = face.scene;
  eachPixel(canvas, WHOLE, (index, x, y) => {
    canvas.albedo[index] = Math.min(1, Math.max(0, background + background_slope * (x + 0.4 * y)));
  });
}

/** Neck, shoulders and ears, behind the face. */
export function paintBody(canvas: Canvas, face: FaceControls, marks: Landmarks): void {
  const { skin, hair_grey } = face.identity;
  const neck = marks.head.halfWidth * 0.62;
  surface(canvas, { left: -1, right: 1, top: 0.5, bottom: 1.4 }, 0.72 * skin, (x) => ({
    distance: neck - Math.abs(x),
    height: 0.1 * (1 - (x / neck) ** 2) - 0.3,
  }));
  surface(
    canvas,
    { left: -1.4, right: 1.4, top: 0.9, bottom: 1.4 },
    0.15 + 0.5 * (1 - hair_grey),
    (x, y) => ({
      distance: y - 1.02 - 0.25 * x * x + 0.3 * inside(neck - Math.abs(x), 0.1) * (0.4 - Math.abs(x)),
      height: -0.3,
    }),
  );
  for (const side of [-1, 1]) {
    const x0 = side * marks.head.halfWidth * 1.0;
    surface(canvas, around(x0, 0.05, 0.2, 0.3), 0.88 * skin, (x, y) => ({
      distance: ellipse(x - x0, y - 0.04, 0.09, 0.2),
      height: 0.02 - 0.3 * Math.abs(x - x0),
    }));
  }
}

/** The skin of the head with its large forms: brow ridge, sockets, cheeks, chin. */
export function paintHead(canvas: Canvas, face: FaceControls, marks: Landmarks): void {
  const { head } = marks;
  surface(canvas, { left: -1.1, right: 1.1, top: -1.3, bottom: 1.3 }, face.identity.skin, (x, y) => {
    const depth = headDepth(head, x, y);
    const flat = Math.min(1, Math.max(0, depth));
    return { distance: depth * head.halfWidth, height: DEPTH * Math.sqrt(1 - (1 - flat) ** 2) };
  });
  const { expression: e, identity } = face;
  const smile = Math.max(0, e.mouth_corner);
  for (const side of [-1, 1]) {
    addHill(canvas, side * marks.eye.x, marks.eye.y - 0.02, 0.17, 0.12, -0.07);
    addHill(
      canvas,
      side * 0.33,
      (marks.brow.innerY + marks.brow.outerY) / 2 + 0.02,
      0.2,
      0.07,
      0.035 + 0.02 * e.brow_lower,
    );
    addHill(canvas, side * 0.43, 0.2 - 0.05 * smile, 0.17, 0.14, 0.03 + 0.09 * smile + 0.03 * e.squint);
    addHill(canvas, side * 0.46, 0.52, 0.13, 0.16, -0.03 * e.jaw_drop - 0.02);
  }
  addHill(canvas, 0, head.chin - 0.17, 0.15, 0.1, 0.07 + 0.03 * Math.max(0, -e.mouth_corner));
  addHill(canvas, 0, marks.brow.innerY + 0.06, 0.07, 0.08, -0.03 + 0.03 * e.brow_lower);
  paintFolds(canvas, face, marks, 0.55 + 0.9 * identity.age);
}

/** The lines that an expression draws; `age` deepens them. */
function paintFolds(canvas: Canvas, face: FaceControls, marks: Landmarks, age: number): void {
  const { expression: e } = face;
  const { brow, mouth, nose } = marks;
  const smile = Math.max(0, e.mouth_corner);
  const raised = Math.max(0, 0.5 * (e.inner_brow_raise + e.outer_brow_raise) - 0.2);
  for (const line of [0, 1]) {
    const y = brow.midY - 0.12 - 0.1 * line;
    const half = e.outer_brow_raise > 0.3 ? 0.45 : 0.25;
    addRidge(canvas, [-half, y, half, y], 0.016, -0.022 * age * raised);
  }
  for (const side of [-1, 1]) {
    const wing: readonly [number, number] = [side * 0.15 * nose.width, nose.tip + 0.02];
    const corner: readonly [number, number] = [
      side * (mouth.halfWidth + 0.09),
      mouth.y + mouth.cornerY - 0.02,
    ];
    const fold = 0.006 + 0.034 * smile + 0.036 * e.nose_wrinkle + 0.02 * e.lip_stretch;
    addRidge(canvas, [...wing, ...corner], 0.026, -fold * age);
    addRidge(
      canvas,
      [side * 0.05, brow.innerY - 0.04, side * 0.045, brow.innerY + 0.1],
      0.016,
      -0.03 * age * e.brow_lower,
    );
    addRidge(canvas, [side * 0.02, -0.16, side * 0.1, -0.05], 0.018, -0.028 * age * e.nose_wrinkle);
    const [eyeX, eyeY] = [side * (marks.eye.x + marks.eye.halfWidth), marks.eye.y];
    addRidge(
      canvas,
      [eyeX + side * 0.03, eyeY, eyeX + side * 0.13, eyeY - 0.03],
      0.013,
      -0.016 * age * e.squint * (0.3 + smile),
    );
    addRidge(
      canvas,
      [side * (marks.eye.x - 0.12), eyeY + 0.11, side * (marks.eye.x + 0.1), eyeY + 0.12],
      0.02,
      -0.012 * age * (0.5 + e.squint),
    );
    const down = Math.max(0, -e.mouth_corner);
    addRidge(
      canvas,
      [
        side * (mouth.halfWidth + 0.02),
        mouth.y + mouth.cornerY,
        side * (mouth.halfWidth + 0.06),
        mouth.y + 0.22,
      ],
      0.02,
      -0.024 * age * down,
    );
  }
}

/** Adds a lit surface: grey, height and outline at once. */
function surface(
  canvas: Canvas,
  box: Parameters<typeof paint>[1],
  grey: number,
  shape: (x: number, y: number) => { readonly distance: number; readonly height: number },
): void {
  const soft = 0.7 / canvas.scale;
  eachPixel(canvas, box, (index, x, y) => {
    const { distance, height } = shape(x, y);
    const share = inside(distance, soft);
    if (share === 0) return;
    canvas.albedo[index] = canvas.albedo[index]! + share * (grey - canvas.albedo[index]!);
    canvas.height[index] = height;
    canvas.lit[index] = Math.max(canvas.lit[index]!, share);
  });
}
