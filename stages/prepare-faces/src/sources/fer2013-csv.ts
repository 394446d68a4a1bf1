import { UserError } from "@limen/errors";
import { encodeGreyPng } from "@limen/images";
import { type Candidate, type FaceSource, oneClass, type Split } from "../candidate.ts";
import { chooseClasses } from "../choose-classes.ts";
import { openFileSet } from "../files/file-set.ts";
import type { Params } from "../params.ts";
import { type CsvRow, readCsv } from "../read-csv.ts";
import type { Rejects } from "../rejects.ts";
import { firstOfEachSplit } from "../select-limited.ts";
import { FER2013_CLASSES } from "../source-classes.ts";

const USAGES: Readonly<Record<string, Split>> = {
  Training: "train",
  PublicTest: "valid",
  PrivateTest: "test",
};
const SIDE = 48;

/** Kaggle's fer2013.csv: `emotion`, `pixels` (48 × 48 grey values) and `Usage`; one given class a face, no votes. */
export async function openFer2013Csv(path: string, params: Params, rejects: Rejects): Promise<FaceSource> {
  const classes = chooseClasses(params.classes, FER2013_CLASSES, path);
  const files = await openFileSet(path, rejects);
  const tables = files.names.filter((name) => name.endsWith(".csv"));
  const csv =
    tables.find((name) => /(^|\/)fer2013\.csv$/.test(name)) ?? (tables.length === 1 ? tables[0] : undefined);
  if (csv === undefined) {
    await files.close();
    throw new UserError({
      message: "there is no fer2013.csv",
      place: { file: path, field: "path" },
      hint: "give the CSV file, or the folder or archive that holds it",
    });
  }
  const dropped = new Map<string, number>();
  const rows = readCsv(files.open(csv), csv, ["emotion", "pixels", "Usage"]);
  const candidates = firstOfEachSplit(candidatesOf(rows, csv, classes, rejects, dropped), params.limit);
  return { classes, total: undefined, candidates, dropped, close: files.close };
}

async function* candidatesOf(
  rows: AsyncIterable<CsvRow>,
  csv: string,
  classes: readonly string[],
  rejects: Rejects,
  dropped: Map<string, number>,
): AsyncGenerator<Candidate> {
  for await (const { row, cells } of rows) {
    const emotion = FER2013_CLASSES[/^[0-6]$/.test(cells.emotion!) ? Number(cells.emotion) : -1];
    const split = USAGES[cells.Usage!];
    const pixels = parsePixels(cells.pixels!);
    if (cells.emotion === "" && cells.pixels === "") rejects.add(csv, row, "empty row");
    else if (emotion === undefined)
      rejects.add(csv, row, `unknown emotion "${cells.emotion}": 0 to 6 are allowed`);
    else if (split === undefined) {
      rejects.add(csv, row, `unknown Usage "${cells.Usage}": ${Object.keys(USAGES).join(", ")} are allowed`);
    } else if (typeof pixels === "string") rejects.add(csv, row, pixels);
    else if (!classes.includes(emotion)) {
      dropped.set(`the class is ${emotion}`, (dropped.get(`the class is ${emotion}`) ?? 0) + 1);
    } else {
      yield {
        id: `fer2013-${String(row).padStart(6, "0")}`,
        file: csv,
        row,
        split,
        label: oneClass(classes.indexOf(emotion), classes.length),
        votes: 0,
        cast: null,
        identity: null,
        image: () => encodeGreyPng(pixels, SIDE),
      };
    }
  }
}

/** The grey bytes, or what is wrong. */
function parsePixels(text: string): Uint8Array | string {
  const values = text.split(/\s+/).filter((word) => word !== "");
  if (values.length !== SIDE * SIDE) return `pixels holds ${values.length} values: ${SIDE * SIDE} are needed`;
  const pixels = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (!Number.isInteger(value) || value < 0 || value > 255)
      return "pixels holds values that are not whole numbers 0 to 255";
    pixels[i] = value;
  }
  return pixels;
}
