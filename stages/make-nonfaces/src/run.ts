import type { DenoiserNet } from "@limen/diffusion";
import type { ContextOf } from "@limen/stage";
import { faceKindsTable, facesTable, groupBy, type Row, VALIDITY_CLASSES, writeTable } from "@limen/tables";
import type stage from "./index.ts";
import { makePictures } from "./make-pictures.ts";
import { chooseFaces, planJobs } from "./plan.ts";
import { type Inputs, readInputs } from "./read-inputs.ts";
import { doubtedEntry, type Entry, faceEntry, madeEntry } from "./rows.ts";

type Context = ContextOf<typeof stage>;

export async function run(context: Context): Promise<void> {
  const inputs = await readInputs(context);
  const { size, prior } = inputs;
  const kinds: Row<typeof faceKindsTable>[] = [];

  async function* faces(): AsyncGenerator<Row<typeof facesTable>> {
    for await (const { face, kind } of entries(context, inputs, prior)) {
      kinds.push(kind);
      yield face;
    }
  }

  const metadata = { classes: JSON.stringify(VALIDITY_CLASSES), size: String(size) };
  await writeTable(context.output("faces"), facesTable, faces(), {
    metadata: { ...metadata, controls: "[]" },
  });
  await writeTable(context.output("kinds"), faceKindsTable, kinds, {});
  prior?.dispose();
  const counts = [...groupBy(kinds, (row) => row.kind)].map(([kind, rows]) => `${rows.length} ${kind}`);
  context.log(`${kinds.length} pictures: ${counts.join(", ")}`);
}

async function* entries(
  { params, random, progress }: Context,
  { faces, doubted, kinds, size }: Inputs,
  prior: DenoiserNet | undefined,
): AsyncGenerator<Entry> {
  const doubtedIds = new Set(doubted.map((face) => face.face_id));
  const sure = faces.filter((face) => !doubtedIds.has(face.face_id));
  const chosen = chooseFaces(sure, params.limit, random.split("chosen"));
  yield* chosen.map(faceEntry);
  yield* doubted.map(doubtedEntry);
  let made = 0;
  for await (const picture of makePictures(planJobs(chosen, kinds, random), size, prior)) {
    yield await madeEntry(picture, size);
    made++;
    if (made % 500 === 0) progress(made, chosen.length, "pictures");
  }
}
