import type { Problem } from "@limen/errors";
import { groupBy } from "@limen/tables";
import type { ImportParams } from "./params.ts";

export interface NamedPeople {
  /** Who answered, by file. */
  readonly names: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/**
 * Who answered, where no column says so: each file is a participant, named as it is without its ending, or each folder is. Files of
 * JATOS are all called data.txt and stand in a folder for each result. Files of one name in several folders are different people,
 * unless the folders hold several files each: then either may be meant, and it must be said.
 */
export function namePeople(
  files: readonly string[],
  participantIs: ImportParams["participantIs"],
): NamedPeople {
  const others = files.filter((file) => resultOf(file) === undefined);
  const byName = groupBy(others, stemOf);
  const isTwice = (file: string) => byName.get(stemOf(file))!.length > 1;
  const byFolder = groupBy(others.filter(isTwice), folderOf);
  const crowded = [...byFolder.entries()].find(([, own]) => own.length > 1);
  const nameOf = (file: string) => {
    const result = resultOf(file);
    if (result !== undefined) return result;
    if (participantIs === "folder") return folderOf(file) || stemOf(file);
    return isTwice(file) ? file.replace(/\.[^./]+$/, "") : stemOf(file);
  };
  return {
    names: new Map(files.map((file) => [file, nameOf(file)])),
    problems: participantIs === undefined && crowded !== undefined ? [unclear(crowded)] : [],
  };
}

function unclear([folder, [first, second]]: readonly [string, readonly string[]]): Problem {
  return {
    message: `no column says who answered, and other folders have files called ${nameIn(first!)} and ${nameIn(second!)} too: whether each file or each folder is a participant cannot be told`,
    place: { file: folder },
    hint: "say participantIs: file or participantIs: folder",
  };
}

function resultOf(file: string): string | undefined {
  return /(study_result_\d+|study-result_\d+)\//i.exec(file)?.[1];
}

function folderOf(file: string): string {
  return file.includes("/") ? file.replace(/\/[^/]*$/, "") : "";
}

function nameIn(file: string): string {
  return file.replace(/^.*\//, "");
}

function stemOf(file: string): string {
  return nameIn(file).replace(/\.[^.]+$/, "");
}
