import type { RandomStream } from "@limen/random";
import { newCanvas } from "./canvas.ts";
import type { FaceControls } from "./controls.ts";
import { develop } from "./develop.ts";
import { placeLandmarks } from "./landmarks.ts";
import { paintEyes } from "./paint-eyes.ts";
import { paintBeard, paintGlasses, paintHair, paintHairBehind } from "./paint-hair.ts";
import { paintBackground, paintBody, paintHead } from "./paint-head.ts";
import { paintMouth } from "./paint-mouth.ts";
import { paintNose } from "./paint-nose.ts";
import { project } from "./project.ts";
import { shade } from "./shade.ts";

/** The face as `size × size` grey bytes. `grain` feeds the noise only. */
export function renderFace(face: FaceControls, size: number, grain: RandomStream): Uint8Array {
  const canvas = newCanvas(size);
  const marks = placeLandmarks(face.expression, face.identity);
  paintBackground(canvas, face);
  paintHairBehind(canvas, face, marks);
  paintBody(canvas, face, marks);
  paintHead(canvas, face, marks);
  paintNose(canvas, face, marks);
  paintEyes(canvas, face, marks);
  paintMouth(canvas, face, marks);
  paintBeard(canvas, face, marks);
  paintHair(canvas, face, marks);
  paintGlasses(canvas, face, marks);
  return develop(project(canvas, shade(canvas, face.scene), face.scene, size), face.scene, size, grain);
}
