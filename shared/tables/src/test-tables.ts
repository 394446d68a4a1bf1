import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bool,
  choice,
  defineTable,
  distribution,
  float32,
  float64,
  image,
  int32,
  nullable,
  type Row,
  text,
  vector,
} from "./spec.ts";

/** A table with every kind of column, with and without nulls. For tests. */
export const everyKind = defineTable({
  name: "every-kind",
  meaning: "One row a test case.",
  columns: {
    id: int32("the row"),
    word: text("some text"),
    maybe: nullable(text("some text or none")),
    class: choice("a class"),
    chosen: nullable(choice("a class or none")),
    count: nullable(int32("a count")),
    single: float32("a float32"),
    maybe_single: nullable(float32("a float32")),
    double: float64("a float64"),
    maybe_double: nullable(float64("a float64")),
    flag: bool("a flag"),
    maybe_flag: nullable(bool("a flag")),
    picture: image("a picture"),
    maybe_picture: nullable(image("a picture")),
    p: distribution("a distribution"),
    maybe_p: nullable(distribution("a distribution")),
    values: vector("any number of values"),
    maybe_values: nullable(vector("any number of values")),
  },
});

export const everyKindMetadata = {
  classes: JSON.stringify(["joy", "Ärger", "悲しみ"]),
  note: "ein Überblick 🙂",
};

/** Row i: nulls, empty text, empty lists, -0 and extreme numbers all come up within a few rows. */
export function everyKindRow(i: number): Row<typeof everyKind> {
  const bytes = Uint8Array.from({ length: i % 4 }, (_, j) => (i * 7 + j) % 256);
  const p = Float32Array.of(i / 64, 0.5, -0);
  const values = Float32Array.from({ length: i % 3 }, (_, j) => j - i);
  return {
    id: i,
    word: ["", "façade", "表情", "a\u0000b", "🙂"][i % 5]!,
    maybe: i % 3 === 0 ? null : `text ${i}`,
    class: ["joy", "Ärger", "悲しみ"][(i >> 2) % 3]!,
    chosen: i % 2 === 0 ? null : ["悲しみ", "joy"][(i >> 3) % 2]!,
    count: i % 4 === 1 ? null : [2 ** 31 - 1, -(2 ** 31), 0][i % 3]!,
    single: Math.fround(i * 0.1),
    maybe_single: i % 5 === 2 ? null : -0,
    double: i === 0 ? Number.MIN_VALUE : Number.MAX_VALUE / i,
    maybe_double: i % 5 === 3 ? null : i * 0.1,
    flag: i % 3 === 1,
    maybe_flag: i % 4 === 2 ? null : i % 2 === 0,
    picture: { bytes, path: i % 2 === 0 ? null : `gesicht ${i}.png` },
    maybe_picture: i % 3 === 2 ? null : { bytes, path: "" },
    p,
    maybe_p: i % 3 === 1 ? null : p,
    values,
    maybe_values: i % 4 === 3 ? null : values,
  };
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "limen-tables-"));
}
