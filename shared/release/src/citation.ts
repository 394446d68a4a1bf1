import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@limen/errors";
import { parse } from "yaml";

/** What CITATION.cff says of Limen and its authors, as far as a release needs it. */
export interface Citation {
  readonly title: string;
  readonly version: string;
  /** SPDX identifier. */
  readonly license: string;
  readonly authors: readonly string[];
  /** Day of the release; absent while there is none. */
  readonly released?: string;
  /** Absent while the code has no public address. */
  readonly url?: string;
}

/** Reads the CITATION.cff of the repository. Throws a UserError when it lacks what every such file must have. */
export function readCitation(root: string): Citation {
  const file = join(root, "CITATION.cff");
  // Dates stay text: the core schema of YAML 1.2 has none.
  const found: unknown = existsSync(file) ? parse(readFileSync(file, "utf8")) : null;
  const { title, version, license, authors, ...rest } = (found ?? {}) as Record<string, unknown>;
  const names = Array.isArray(authors) ? authors.flatMap((author) => nameOf(author as Person)) : [];
  if (
    typeof title !== "string" ||
    version === undefined ||
    typeof license !== "string" ||
    names.length === 0
  ) {
    const hint = "it must have title, version, license and authors: see citation-file-format.github.io";
    throw new UserError({ message: "it does not say how Limen is cited", place: { file }, hint });
  }
  const released = rest["date-released"];
  const url = rest["repository-code"] ?? rest.url;
  return {
    title,
    version: String(version),
    license,
    authors: names,
    ...(released === undefined ? {} : { released: String(released) }),
    ...(typeof url === "string" ? { url } : {}),
  };
}

type Person = Readonly<Partial<Record<"name" | "given-names" | "family-names", string>>>;

function nameOf(person: Person): string[] {
  const name = person.name ?? [person["given-names"], person["family-names"]].filter(Boolean).join(" ");
  return name === "" ? [] : [name];
}
