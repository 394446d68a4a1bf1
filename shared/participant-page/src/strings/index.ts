import { en, type Strings } from "./en.ts";
import { zh } from "./zh.ts";

export type { Strings } from "./en.ts";

const ALL: readonly Strings[] = [en, zh];

/** The first language wanted that there is; English else. Wanted: "zh-CN", "en", … */
export function chooseStrings(wanted: readonly string[]): Strings {
  const languages = wanted.map((tag) => tag.toLowerCase().split("-")[0]);
  const found = languages.map((language) => ALL.find((own) => own.language === language));
  return found.find((own) => own !== undefined) ?? en;
}

/** The text with what stands for `{name}` put in. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
