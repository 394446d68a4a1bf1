import { power } from "@limen/random";
import { addHill, around, type Canvas, darken, eachPixel, inside, paint, perColumn } from "./canvas.ts";
import type { FaceControls } from "./controls.ts";
import type { Landmarks } from "./landmarks.ts";

/** Lips, the gap between them, teeth and tongue. */
export function paintMouth(canvas: Canvas, face: FaceControls, marks: Landmarks): void {
  const { mouth } = marks;
  const { expression: e, identity } = face;
  const soft = 0.7 / canvas.scale;
  const box = around(0, mouth.y + 0.05, mouth.halfWidth * 1.2, 0.55);
  const t = (x: number) => Math.min(1, Math.abs(x) / mouth.halfWidth);
  const open = perColumn(canvas, (x) => power(1 - power(t(x), 2.2), 0.75));
  const middle = perColumn(canvas, (x) => mouth.y + mouth.cornerY * power(t(x), 1.7));
  const gapTop = perColumn(canvas, (x) => middle(x) - mouth.up * open(x));
  const gapBottom = perColumn(canvas, (x) => middle(x) + mouth.down * open(x));
  const cupid = (x: number) => 1 - 0.28 * Math.exp(-((x / 0.05) ** 2));
  const lipTop = perColumn(canvas, (x) => gapTop(x) - mouth.upperLip * cupid(x) * power(1 - t(x) ** 2, 0.7));
  const lipBottom = perColumn(
    canvas,
    (x) => gapBottom(x) + mouth.lowerLip * power(1 - power(t(x), 2.4), 0.7),
  );
  const between = (x: number, y: number, top: number, bottom: number) =>
    Math.abs(x) >= mouth.halfWidth ? 0 : inside(Math.min(y - top, bottom - y), soft);

  const lips = Math.min(0.62, identity.skin * 0.66);
  paint(canvas, box, lips * 0.9, (x, y) => between(x, y, lipTop(x), gapTop(x) + 0.01));
  paint(canvas, box, lips, (x, y) => between(x, y, gapBottom(x) - 0.01, lipBottom(x)));
  bulge(
    canvas,
    box,
    (x, y) => ridge(y, lipTop(x), gapTop(x)) * 0.03 + ridge(y, gapBottom(x), lipBottom(x)) * 0.045,
  );
  addHill(canvas, 0, lipBottom(0) + 0.06, 0.16, 0.04, -0.035);
  darken(canvas, around(0, lipBottom(0) + 0.05, 0.4, 0.2), 0.16, (x, y) =>
    Math.exp(-((x / (0.6 * mouth.halfWidth)) ** 2) - ((y - lipBottom(0) - 0.04) / 0.035) ** 2),
  );

  const gap = (x: number, y: number) => between(x, y, gapTop(x), gapBottom(x));
  if (mouth.up + mouth.down > 0.005) {
    paint(canvas, box, 0.05, gap);
    const bared = Math.min(1, 0.25 + Math.max(0, e.mouth_corner) + e.lip_stretch + e.nose_wrinkle);
    const teeth = 0.035 + 0.045 * bared;
    paint(
      canvas,
      box,
      0.9 * bared + 0.05,
      (x, y) => gap(x, y) * inside(gapTop(x) + teeth - y, soft) * Math.sqrt(open(x)),
    );
    const tongue = gapBottom(0) - 0.45 * (mouth.up + mouth.down);
    paint(
      canvas,
      box,
      0.3,
      (x, y) => 0.7 * gap(x, y) * inside(y - tongue - 0.4 * x * x, 0.04) * inside(0.14 - Math.abs(x), 0.06),
    );
    flatten(canvas, box, gap);
  }
  // The line where the lips meet: darker when pressed, and drawn a little past the corners.
  const seam = 0.009 + 0.006 * e.lip_press;
  darken(canvas, box, 0.75, (x, y) => {
    const end = inside(1.06 * mouth.halfWidth - Math.abs(x), 0.02);
    return (
      end *
      (1 - 0.9 * Math.min(1, (mouth.down * open(x)) / 0.03)) *
      inside(seam - Math.abs(y - middle(x)), soft * 1.4)
    );
  });
  for (const side of [-1, 1]) {
    const [x, y] = [side * (mouth.halfWidth + 0.015), mouth.y + mouth.cornerY];
    darken(canvas, around(x, y, 0.1, 0.1), 0.4, (px, py) =>
      Math.exp(-(((px - x) / 0.03) ** 2) - ((py - y) / 0.03) ** 2),
    );
  }
}

function ridge(y: number, top: number, bottom: number): number {
  if (y <= top || y >= bottom) return 0;
  const s = (2 * y - top - bottom) / (bottom - top);
  return 1 - s * s;
}

function bulge(
  canvas: Canvas,
  box: ReturnType<typeof around>,
  amount: (x: number, y: number) => number,
): void {
  eachPixel(canvas, box, (index, x, y) => {
    canvas.height[index] = canvas.height[index]! + amount(x, y);
  });
}

/** The inside of the mouth gets no light of its own: it is as good as background. */
function flatten(
  canvas: Canvas,
  box: ReturnType<typeof around>,
  where: (x: number, y: number) => number,
): void {
  eachPixel(canvas, box, (index, x, y) => {
    canvas.lit[index] = Math.min(canvas.lit[index]!, 1 - 0.6 * where(x, y));
  });
}
