import { suggestion, UserError } from "@limen/errors";
import { type Candidate, type FaceSource, type Split, sharesOf } from "../candidate.ts";
import { chooseClasses } from "../choose-classes.ts";
import { applyFerplusRule, FERPLUS_CLASSES, FERPLUS_VOTES, type FerplusRule } from "../ferplus-rule.ts";
import { type FileSet, openFileSet } from "../files/file-set.ts";
import { noFaceLabel } from "../no-face-label.ts";
import type { Params } from "../params.ts";
import { type CsvRow, readCsv } from "../read-csv.ts";
import type { Rejects } from "../rejects.ts";
import { selectLimited } from "../select-limited.ts";
import { baseName, foldersOf, isPicture } from "./picture-names.ts";

const CSV = "fer2013new.csv";
const USAGES: Readonly<Record<string, { readonly split: Split; readonly folder: string }>> = {
  Training: { split: "train", folder: "FER2013Train" },
  PublicTest: { split: "valid", folder: "FER2013Valid" },
  PrivateTest: { split: "test", folder: "FER2013Test" },
};

/** FER+: pictures in FER2013Train, FER2013Valid and FER2013Test, at any depth, and the votes of fer2013new.csv. */
export async function openFerplus(path: string, params: Params, rejects: Rejects): Promise<FaceSource> {
  const classes = chooseClasses(params.classes, FERPLUS_CLASSES, path);
  const rule: FerplusRule = { classes, singleVotes: params.singleVotes, rule: params.rule };
  const files = await openFileSet(path, rejects);
  try {
    const csv = votesFile(files, path);
    const pictures = indexPictures(files.names);
    const dropped = new Map<string, number>();
    const candidates: Candidate[] = [];
    const notFaces: Candidate[] = [];
    const seen = new Set<string>();
    const wanted = ["Usage", "Image name", ...FERPLUS_VOTES];
    for await (const row of readCsv(files.open(csv), csv, wanted)) {
      const listed = readRow(row, pictures, seen);
      if ("reason" in listed) {
        rejects.add(csv, row.row, listed.reason);
        continue;
      }
      const picture = {
        id: baseName(listed.file).replace(/\.\w+$/, ""),
        file: listed.file,
        row: row.row,
        split: listed.split,
        identity: null,
        image: () => files.read(listed.file),
      };
      const doubt = noFaceLabel(listed.votes);
      if (doubt !== undefined) notFaces.push({ ...picture, ...doubt, cast: null });
      const verdict = applyFerplusRule(listed.votes, rule);
      if (!verdict.keep) {
        dropped.set(verdict.reason, (dropped.get(verdict.reason) ?? 0) + 1);
        continue;
      }
      candidates.push({
        ...picture,
        label: sharesOf(verdict.counts),
        votes: verdict.counts.reduce((sum, count) => sum + count, 0),
        cast: verdict.cast,
      });
    }
    for (const [key, name] of pictures) {
      if (!seen.has(key)) rejects.add(name, null, `no row of ${CSV} names this picture`);
    }
    const chosen = selectLimited(candidates.toSorted(byId), params.limit);
    const doubted = selectLimited(notFaces.toSorted(byId), params.limit);
    return {
      classes,
      total: chosen.length,
      candidates: chosen,
      notFaces: doubted,
      dropped,
      close: files.close,
    };
  } catch (error) {
    await files.close();
    throw error;
  }
}

function votesFile(files: FileSet, path: string): string {
  const found = files.names.filter((name) => baseName(name) === CSV);
  if (found.length === 1) return found[0]!;
  const others = files.names.filter((name) => name.endsWith(".csv")).map(baseName);
  throw new UserError({
    message:
      found.length === 0
        ? `there is no ${CSV}`
        : `there are ${found.length} files ${CSV}: ${found.join(", ")}`,
    place: { file: path, field: "path" },
    hint: `give the folder or archive that holds ${CSV} and FER2013Train, FER2013Valid, FER2013Test${
      found.length === 0 && others.length > 0 ? `; CSV files there: ${others.slice(0, 5).join(", ")}` : ""
    }`,
  });
}

/** `FER2013Train/fer0000000.png` → full name, for every picture below one of the three folders. */
function indexPictures(names: readonly string[]): ReadonlyMap<string, string> {
  const known = Object.values(USAGES).map(({ folder }) => folder);
  const index = new Map<string, string>();
  for (const name of names.filter(isPicture)) {
    const folder = foldersOf(name).at(-1);
    if (folder !== undefined && known.includes(folder)) index.set(`${folder}/${baseName(name)}`, name);
  }
  return index;
}

type Listed =
  | { readonly file: string; readonly split: Split; readonly votes: readonly number[] }
  | { readonly reason: string };

function readRow({ cells }: CsvRow, pictures: ReadonlyMap<string, string>, seen: Set<string>): Listed {
  const name = cells["Image name"]!;
  if (name === "") return { reason: "empty row: no image name" };
  const usage = USAGES[cells.Usage!];
  if (usage === undefined) {
    return {
      reason: `unknown usage "${cells.Usage}"; ${suggestion(cells.Usage!, Object.keys(USAGES))}`,
    };
  }
  const votes = FERPLUS_VOTES.map((column) => Number(cells[column] === "" ? Number.NaN : cells[column]));
  if (!votes.every((count) => Number.isInteger(count) && count >= 0)) {
    return { reason: "votes must be whole numbers from 0" };
  }
  const key = `${usage.folder}/${name}`;
  if (seen.has(key)) return { reason: "the picture is listed twice: the first row is used" };
  const file = pictures.get(key);
  if (file === undefined) return { reason: `there is no picture in ${usage.folder} of this name` };
  seen.add(key);
  return { file, split: usage.split, votes };
}

function byId(a: Candidate, b: Candidate): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
