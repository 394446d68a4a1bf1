import { splitter } from "../assign-split.ts";
import { type FaceSource, oneClass, type Split } from "../candidate.ts";
import { chooseClasses } from "../choose-classes.ts";
import { openFileSet } from "../files/file-set.ts";
import type { Params } from "../params.ts";
import type { Rejects } from "../rejects.ts";
import { selectLimited } from "../select-limited.ts";
import { splitNamed } from "../split-by-hash.ts";
import { foldersOf, isPicture } from "./picture-names.ts";

interface Found {
  readonly file: string;
  readonly label: string;
  readonly split: Split | undefined;
}

/** One folder a class, e.g. `happiness/x.png`, or below a split: `train/happiness/x.png`. */
export async function openFolders(path: string, params: Params, rejects: Rejects): Promise<FaceSource> {
  const files = await openFileSet(path, rejects);
  try {
    const found = files.names.flatMap((file) => classify(file, rejects));
    const labels = [...new Set(found.map(({ label }) => label))].toSorted();
    const classes = chooseClasses(params.classes, labels, path);
    const named = new Set(found.flatMap(({ split }) => split ?? []));
    const splitOf = splitter(named, { valid: params.validShare, test: params.testShare });
    const dropped = new Map<string, number>();
    const kept = found.filter(({ label }) => {
      const keep = classes.includes(label);
      if (!keep) dropped.set(`the class is ${label}`, (dropped.get(`the class is ${label}`) ?? 0) + 1);
      return keep;
    });
    const candidates = kept.map(({ file, label, split }) => ({
      id: file,
      file,
      row: null,
      split: splitOf(split, file),
      label: oneClass(classes.indexOf(label), classes.length),
      votes: 0,
      cast: null,
      identity: null,
      image: () => files.read(file),
    }));
    const chosen = selectLimited(candidates, params.limit);
    return { classes, total: chosen.length, candidates: chosen, dropped, close: files.close };
  } catch (error) {
    await files.close();
    throw error;
  }
}

function classify(file: string, rejects: Rejects): Found[] {
  const folders = foldersOf(file);
  const label = folders.at(-1);
  if (!isPicture(file))
    rejects.add(file, null, "not a picture: .png, .jpg, .webp, .gif, .tif or .avif is needed");
  else if (label === undefined || splitNamed(label) !== undefined) {
    rejects.add(file, null, "the picture lies in no class folder");
  } else return [{ file, label, split: splitNamed(folders.at(-2) ?? "") }];
  return [];
}
