import { LAYOUTS } from "./choose-layout.ts";
import { hasNoAnswer } from "./parse-trials.ts";
import type { Understood, UnderstoodFile } from "./read-trials.ts";
import { ROLES } from "./roles.ts";

/** What the import took the files for, in lines: files that were read alike share theirs. */
export function describeImport({ files, numbers, scales, trials, rejects }: Understood): string[] {
  const groups = new Map<string, UnderstoodFile[]>();
  for (const file of files) {
    const text = wayOf(file);
    groups.set(text, [...(groups.get(text) ?? []), file]);
  }
  const people = new Set(trials.map(({ participant }) => participant)).size;
  const unanswered = trials.filter(hasNoAnswer).length;
  const stimuli = new Set(trials.map(({ stimulus }) => stimulus)).size;
  return [
    ...[...groups].map(([way, own]) => `${namesOf(own)}: ${way}`),
    ...passedOver(files),
    ...notCounted(files),
    ...(numbers
      ? [`numbers are ${numbers.order.map((name, place) => `${place + numbers.first} ${name}`).join(", ")}`]
      : []),
    ...Object.entries(scales).flatMap(([what, scale]) =>
      scale ? [`${what} from ${scale[0]} to ${scale[1]}, which become 0 and 1`] : [],
    ),
    ...(files.some(({ layout }) => layout === "counts")
      ? [
          "every vote stands as a participant of its own: aggregate-responses then needs minTrials: 1 and maxOneKey: 1",
        ]
      : []),
    `${trials.length} trials of ${people} participants and ${stimuli} stimuli, ${unanswered} without an answer; ${rejects.length} rejected`,
  ];
}

function wayOf({ format, layout, columns, ratings, times }: UnderstoodFile): string {
  const used = [
    ...ROLES.flatMap((role) => (columns[role] === undefined ? [] : [`${role} ← ${columns[role]}`])),
    ...(ratings ? [`ratings ← ${ratings.join(", ")}`] : []),
  ];
  const time = times
    ? `; response times in ${times.unit}${times.decimal === "," ? ", decimal comma" : ""}`
    : "";
  const person =
    layout === "long" && columns.participant === undefined
      ? "; each file, or result in it, is a participant"
      : "";
  return `${format}, ${LAYOUTS[layout]}; ${used.join(", ") || "no column by its name"}${time}${person}`;
}

function namesOf(files: readonly UnderstoodFile[]): string {
  const first = files[0]!.file;
  return files.length === 1 ? first : `${first} and ${files.length - 1} more`;
}

/** Pictures are named, of other screens only their kind: a stimulus under another name would be missed without a word. */
function passedOver(files: readonly UnderstoodFile[]): string[] {
  const kinds = new Map<string, { count: number; example: string }>();
  for (const { passedOver: own } of files) {
    for (const [kind, { count, example }] of own) {
      const before = kinds.get(kind);
      kinds.set(kind, { count: (before?.count ?? 0) + count, example: before?.example || example });
    }
  }
  const list = [...kinds].map(([kind, { count, example }]) => {
    const picture = /[^\s"'=<>]+\.(?:png|jpe?g|webp|gif|bmp|tiff?|svg)\b/i.exec(example)?.[0];
    return `${count} ${kind}${picture === undefined ? "" : ` (e.g. ${picture})`}`;
  });
  return list.length === 0
    ? []
    : [`rows that show no stimulus of the study were passed over: ${list.join(", ")}`];
}

function notCounted(files: readonly UnderstoodFile[]): string[] {
  const names = [...new Set(files.flatMap((file) => file.notCounted))];
  return names.length === 0
    ? []
    : [
        `columns that name no class were not counted: ${names.join(", ")} (votes for a class? aliases: {${names[0]}: …})`,
      ];
}
