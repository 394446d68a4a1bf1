import { dataTable } from "../data-table.ts";
import { faceImage } from "../faces.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { counted } from "../numbers.ts";
import type { ReportData } from "../read.ts";

const SPLITS = ["train", "valid", "test"];

/** The faces the study started from: how many of each class and split, and examples. */
export function facesSection(data: ReportData, shown: number): Html | null {
  const { faces, rejects } = data;
  if (!faces) return null;
  const counts = faces.classes.map((name) => {
    const own = faces.rows.filter((face) => face.majority === name);
    return [name, ...SPLITS.map((split) => own.filter((face) => face.split === split).length), own.length];
  });
  const sources = [...new Set(faces.rows.map((face) => face.source))].join(" and ");
  const unusable = rejects?.rows.length ?? 0;
  return html`<h2 id="faces">Faces</h2>
<p>${counted(faces.rows.length, "face")} (${sources})${unusable > 0 ? `; ${counted(unusable, "input")} could not be used, see the rejects table` : ""}.</p>
${figureBlock({
  id: "face-examples",
  title: "Examples by majority class",
  caption: "The first faces of each class in the order of the table.",
  body: html`<div class="classes">${faces.classes.map((name) => examples(name, faces.rows, Math.max(1, Math.floor(shown / 2))))}</div>`,
  sources: faces.artifacts,
  labels: labelsOf(data),
  data: null,
})}
${figureBlock({
  id: "face-counts",
  title: "Number of faces by majority class and split",
  caption: "Splits keep identities apart where they are known.",
  body: dataTable("Number of faces by majority class and split", ["class", ...SPLITS, "all"], counts),
  sources: faces.artifacts,
  labels: labelsOf(data),
  data: null,
})}`;
}

function examples(name: string, faces: NonNullable<ReportData["faces"]>["rows"], count: number): Html {
  const own = faces.filter((face) => face.majority === name).slice(0, count);
  return html`<div><h4>${name}</h4><div class="sheet">${own.map((face) => faceImage(face.image, `face ${face.face_id}, ${name}`, 72))}</div></div>`;
}
