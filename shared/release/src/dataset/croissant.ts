import type { ColumnKind } from "@limen/tables";
import type { Terms } from "../terms.ts";
import type { Dataset, ReleasedTable } from "./make-dataset.ts";

/** A written table: its file in the release and the file's digest. */
export interface WrittenTable extends ReleasedTable {
  readonly file: string;
  readonly sha256: string;
}

/** The context that Croissant 1.1 prescribes, term by term; without it readers warn. */
const CONTEXT = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  ...terms(
    "arrayShape citeAs column containedIn equivalentProperty extract field fileProperty fileObject fileSet format includes",
  ),
  ...terms(
    "isArray isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate",
  ),
  ...terms("separator source subField transform"),
  conformsTo: "dct:conformsTo",
  cr: "http://mlcommons.org/croissant/",
  rai: "http://mlcommons.org/croissant/RAI/",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  dct: "http://purl.org/dc/terms/",
  description: { "@container": "@language" },
  examples: { "@id": "cr:examples", "@type": "@json" },
  name: { "@container": "@language" },
  sc: "https://schema.org/",
};

function terms(words: string): Record<string, string> {
  return Object.fromEntries(words.split(" ").map((word) => [word, `cr:${word}`]));
}

/** The text of croissant.json: files with their digests, and a record set a table, column by column. */
export function croissantOf(
  { classes }: Dataset,
  tables: readonly WrittenTable[],
  about: { readonly name: string; readonly description: string; readonly version: string },
  { date, license, author, url }: Terms,
): string {
  const document = {
    "@context": CONTEXT,
    "@type": "sc:Dataset",
    conformsTo: "http://mlcommons.org/croissant/1.1",
    name: about.name,
    description: about.description,
    version: about.version,
    license: `https://spdx.org/licenses/${license}`,
    datePublished: date,
    creator: { "@type": "sc:Organization", name: author },
    citeAs: `${author}: ${about.name}, version ${about.version}, ${date.slice(0, 4)}`,
    ...(url === undefined ? {} : { url }),
    distribution: tables.map(({ name, spec, file, sha256 }) => ({
      "@type": "cr:FileObject",
      "@id": `${name}.parquet`,
      name: `${name}.parquet`,
      description: spec.meaning,
      contentUrl: file,
      encodingFormat: "application/x-parquet",
      sha256,
    })),
    recordSet: tables.map(({ name, spec }) => ({
      "@type": "cr:RecordSet",
      "@id": name,
      name,
      description: spec.meaning,
      field: Object.entries(spec.columns).map(([column, { kind, meaning }]) => ({
        "@type": "cr:Field",
        "@id": `${name}/${column}`,
        name: column,
        description: meaning,
        dataType: TYPES[kind],
        ...shapeOf(kind, classes.length),
        source: {
          fileObject: { "@id": `${name}.parquet` },
          extract: { column },
          ...(kind === "image" ? { transform: { jsonPath: "bytes" } } : {}),
        },
      })),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const TYPES: Readonly<Record<ColumnKind, string>> = {
  text: "sc:Text",
  choice: "sc:Text",
  int32: "sc:Integer",
  float32: "sc:Float",
  float64: "sc:Float",
  bool: "sc:Boolean",
  image: "sc:ImageObject",
  distribution: "sc:Float",
  vector: "sc:Float",
};

function shapeOf(kind: ColumnKind, classes: number): object {
  if (kind === "distribution") return { isArray: true, arrayShape: String(classes) };
  return kind === "vector" ? { isArray: true, arrayShape: "-1" } : {};
}
