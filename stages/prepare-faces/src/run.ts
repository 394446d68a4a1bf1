import { invariant } from "@limen/errors";
import type { ContextOf } from "@limen/stage";
import { facesTable, type Row, rejectsTable, VALIDITY_CLASSES, votesTable, writeTable } from "@limen/tables";
import { chooseClasses } from "./choose-classes.ts";
import { decodeCandidates } from "./decode-candidates.ts";
import type { FinishedFace } from "./finished-face.ts";
import type stage from "./index.ts";
import { Rejects } from "./rejects.ts";
import { openSource } from "./sources/open-source.ts";
import { CONTROL_NAMES } from "./synthetic/controls.ts";
import { SYNTHETIC_CLASSES, type SyntheticClass } from "./synthetic/prototypes.ts";
import { synthesiseFaces } from "./synthetic/synthesise-faces.ts";
import { checkTally, count, newTally } from "./tally.ts";

type Context = ContextOf<typeof stage>;

export async function run(context: Context): Promise<void> {
  if (context.params.source === "synthetic") await writeSynthetic(context);
  else await writeFromData(context);
}

async function writeSynthetic(context: Context): Promise<void> {
  const { params, random } = context;
  const classes = chooseClasses(params.classes, SYNTHETIC_CLASSES, "synthetic") as readonly SyntheticClass[];
  const faces = synthesiseFaces(random, params, classes);
  await writeAll(context, {
    classes,
    faces,
    notFaces: [],
    total: params.faces,
    controls: CONTROL_NAMES,
    path: "synthetic",
  });
}

async function writeFromData(context: Context): Promise<void> {
  const { params } = context;
  const path = context.external("path");
  invariant(path !== undefined, `source ${params.source} runs without a path`);
  const rejects = new Rejects();
  const source = await openSource(path, params, rejects);
  try {
    const { classes, total } = source;
    // First, so that those that cannot be read are among the rejects in time. They are few.
    const doubts = { candidates: source.notFaces ?? [], classes: VALIDITY_CLASSES };
    const notFaces: Row<typeof facesTable>[] = [];
    for await (const { row } of decodeCandidates(doubts, params, rejects)) notFaces.push(row);
    const faces = decodeCandidates(source, params, rejects);
    await writeAll(context, {
      classes,
      faces,
      notFaces,
      total,
      controls: [],
      path,
      rejects,
      dropped: source.dropped,
    });
  } finally {
    await source.close();
  }
}

interface Faces {
  readonly classes: readonly string[];
  readonly faces: AsyncIterable<FinishedFace>;
  readonly notFaces: readonly Row<typeof facesTable>[];
  readonly total: number | undefined;
  readonly controls: readonly string[];
  readonly path: string;
  readonly rejects?: Rejects;
  readonly dropped?: ReadonlyMap<string, number>;
}

/** Streams the faces to their table, then writes votes and rejects. A table is renamed into place only when complete. */
async function writeAll(context: Context, given: Faces): Promise<void> {
  const { params } = context;
  const { classes, rejects = new Rejects(), dropped = new Map<string, number>() } = given;
  const tally = newTally(classes.length);
  const votes: Pick<Row<typeof votesTable>, "face_id" | "response" | "count">[] = [];

  async function* rows(): AsyncGenerator<Row<typeof facesTable>> {
    for await (const face of given.faces) {
      count(tally, face);
      face.cast?.forEach((cast, k) => {
        if (cast > 0) votes.push({ face_id: face.row.face_id, response: classes[k]!, count: cast });
      });
      if (tally.faces % 500 === 0) context.progress(tally.faces, given.total ?? tally.faces, "faces");
      yield face.row;
    }
    // Here, before the last row group is written: a throw leaves no table behind.
    const read = tally.faces + [...dropped.values()].reduce((sum, n) => sum + n, 0);
    rejects.checkShare(read, params.maxRejected, given.path);
    if (params.limit === 0 && params.source !== "synthetic") checkTally(tally, classes, given.path);
  }

  const shared = { classes: JSON.stringify(classes), size: String(params.size) };
  const controls = JSON.stringify(given.controls);
  await writeTable(context.output("faces"), facesTable, rows(), { metadata: { ...shared, controls } });
  await writeTable(context.output("notFaces"), facesTable, given.notFaces, {
    metadata: { ...shared, classes: JSON.stringify(VALIDITY_CLASSES), controls: "[]" },
  });
  const source = params.source === "synthetic" ? "simulated" : "imported";
  const voteRows = votes.map((vote) => ({ ...vote, source }));
  await writeTable(context.output("votes"), votesTable, voteRows, { metadata: { classes: shared.classes } });
  await writeTable(context.output("rejects"), rejectsTable, rejects.sorted());

  const splits = [...tally.bySplit].map(([split, n]) => `${n} ${split}`).join(", ");
  context.log(`${tally.faces} faces (${splits}), ${rejects.sorted().length} rejected`);
  for (const [reason, n] of dropped) context.log(`left out by the rules: ${n} × ${reason}`);
  if (given.notFaces.length > 0) context.log(`${given.notFaces.length} pictures have votes for no face`);
  if (tally.repeated > 0) {
    context.log(
      `${tally.repeated} pictures repeat an earlier one exactly, ${tally.acrossSplits} of them in another split`,
    );
  }
}
