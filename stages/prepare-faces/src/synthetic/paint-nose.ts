import { addHill, addRidge, around, type Canvas, darken, ellipse, inside } from "./canvas.ts";
import type { FaceControls } from "./controls.ts";
import type { Landmarks } from "./landmarks.ts";

/** Bridge, tip and wings as height; nostrils and the shadow under the tip as grey. */
export function paintNose(canvas: Canvas, face: FaceControls, marks: Landmarks): void {
  const { top, tip, width } = marks.nose;
  const soft = 1 / canvas.scale;
  addRidge(canvas, [0, top, 0, tip], 0.065 * width, 0.09);
  addHill(canvas, 0, tip - 0.04, 0.085 * width, 0.1, 0.1);
  for (const side of [-1, 1]) {
    addHill(canvas, side * 0.115 * width, tip + 0.02, 0.045 * width, 0.05, 0.07);
    darken(canvas, around(side * 0.07 * width, tip + 0.07, 0.12, 0.1), 0.72, (x, y) =>
      inside(ellipse(x - side * 0.068 * width, y - tip - 0.066, 0.042 * width, 0.024), soft * 1.4),
    );
  }
  const shadow = 0.22 + 0.1 * face.expression.nose_wrinkle;
  darken(canvas, around(0, tip + 0.09, 0.3, 0.14), shadow, (x, y) =>
    Math.exp(-((x / (0.14 * width)) ** 2) - ((y - tip - 0.09) / 0.045) ** 2),
  );
}
