import { UserError } from "@limen/errors";
import type { Citation } from "./citation.ts";
import type { Results } from "./results.ts";

/** Under which terms something is published, and by whom: what no results say by themselves. */
export interface Terms {
  /** YYYY-MM-DD */
  readonly date: string;
  /** SPDX identifier. */
  readonly license: string;
  readonly author: string;
  /** Where the code is published; absent while it is not. */
  readonly url?: string;
}

export interface TermsOptions {
  readonly date?: string;
  readonly license?: string;
  readonly author?: string;
  readonly url?: string;
}

/** What this machine can say where neither user nor CITATION.cff does; left out where equal results are to make equal releases. */
export interface FoundHere {
  /** The day on which the last node ran. */
  readonly day?: string | undefined;
  /** Where the code was cloned from. */
  readonly url?: string | undefined;
}

/** What the user says, else what CITATION.cff says, else what was found here. A date is asked of no clock, or two exports would differ. */
export function termsOf(options: TermsOptions, citation: Citation, found: FoundHere): Terms {
  const { date, license, author, url = citation.url ?? found.url } = options;
  const day = date ?? citation.released ?? found.day;
  if (day === undefined) {
    const message = "of which day is the release? Neither a clock nor the runs' times are looked at";
    throw new UserError({ message, hint: "give --date YYYY-MM-DD" });
  }
  const [year, month, number] = day.split("-").map(Number);
  const read = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, number));
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || read.toISOString().slice(0, 10) !== day) {
    throw new UserError({
      message: `"${day}" is no day`,
      place: { field: "--date" },
      hint: "write it as 2027-01-31",
    });
  }
  if (license !== undefined && !/^[\w.+-]+$/.test(license)) {
    const hint = "give its SPDX identifier, e.g. CC-BY-4.0";
    throw new UserError({ message: `"${license}" is no licence`, place: { field: "--license" }, hint });
  }
  if (url !== undefined && !/^https?:\/\/\S+$/.test(url)) {
    const hint = "write it as https://…";
    throw new UserError({ message: `"${url}" is no address`, place: { field: "--url" }, hint });
  }
  const names = author ?? citation.authors.join(", ");
  return {
    date: day,
    license: license ?? citation.license,
    author: names,
    ...(url === undefined ? {} : { url }),
  };
}

/** The day (UTC) on which the last node of the results ended. */
export function lastDayOf({ runs }: Results): string | undefined {
  return runs
    .map(({ ended }) => ended.slice(0, 10))
    .sort()
    .at(-1);
}
