import { dataTable } from "../data-table.ts";
import { faceImage } from "../faces.ts";
import { figureBlock } from "../figure-block.ts";
import { groupBy } from "../group-by.ts";
import { type Html, html } from "../html.ts";
import type { ReportData } from "../read.ts";

/** The faces the study started from: how many of each class and split, and examples. */
export function facesSection(data: ReportData, shown: number): Html | null {
  const { faces, rejects } = data;
  if (!faces) return null;
  const splits = ["train", "valid", "test"];
  const counts = faces.classes.map((name) => [
    name,
    ...splits.map(
      (split) => faces.rows.filter((face) => face.majority === name && face.split === split).length,
    ),
  ]);
  const examples = [...groupBy(faces.rows, (face) => face.majority)].flatMap(([name, group]) =>
    group.slice(0, Math.max(1, Math.floor(shown / 2))).map((face) => ({ name, face })),
  );
  const synthetic = faces.rows[0]?.source === "synthetic";
  return html`<h2 id="faces">Faces</h2>
<p>${faces.rows.length} faces${synthetic ? ", drawn by the built-in renderer; the votes behind their labels are simulated" : ` from ${faces.rows[0]?.source ?? "nowhere"}`}${rejects && rejects.rows.length > 0 ? `; ${rejects.rows.length} inputs could not be used and are listed in the rejects table` : ""}.</p>
${figureBlock({
  id: "face-examples",
  title: "Examples by majority class",
  caption: "The first faces of each class in the order of the table.",
  body: html`<div class="gallery">${examples.map(({ name, face }) => html`<div class="card">${faceImage(face.image, `face ${face.face_id}, ${name}`, 72)}${name}</div>`)}</div>`,
  sources: faces.artifacts,
  answerers: null,
  data: null,
})}
${figureBlock({
  id: "face-counts",
  title: "Faces by majority class and split",
  caption: "Splits keep identities apart where they are known.",
  body: dataTable(["class", ...splits], counts),
  sources: faces.artifacts,
  answerers: null,
  data: null,
})}`;
}
