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
} from "@limen/tables";

/** A table of every kind of column, and rows with the extremes of each. */
export const everyKind = defineTable({
  name: "every-kind",
  meaning: "One row a test case; each kind of column, with and without missing cells.",
  columns: {
    word: text("text"),
    maybe_word: nullable(text("text or nothing")),
    class: choice("class"),
    maybe_class: nullable(choice("class or nothing")),
    count: int32("number"),
    maybe_count: nullable(int32("number or nothing")),
    single: float32("number"),
    maybe_single: nullable(float32("number or nothing")),
    double: float64("number"),
    maybe_double: nullable(float64("number or nothing")),
    flag: bool("yes or no"),
    maybe_flag: nullable(bool("yes, no or nothing")),
    picture: image("picture"),
    maybe_picture: nullable(image("picture or nothing")),
    p: distribution("distribution"),
    maybe_p: nullable(distribution("distribution or nothing")),
    values: vector("numbers"),
    maybe_values: nullable(vector("numbers or nothing")),
  },
});
export type EveryKind = Row<typeof everyKind>;

const classes = ["joy", "Ärger", "悲しみ"];
export const metadata = { classes: JSON.stringify(classes), note: "façade 🙂" };
export const rows = [0, 1, 2, 3, 4, 5, 6].map(rowOf);

/** Extremes first: the ends of int32, the smallest and largest doubles, empty text and lists, missing cells. */
function rowOf(i: number): EveryKind {
  const missing = i % 3 === 1;
  const picture = {
    bytes: Uint8Array.from({ length: i }, (_, j) => 255 - j),
    path: i % 2 === 0 ? null : `顔 ${i}.png`,
  };
  const p = Float32Array.of(0.1 * i, 1 - 0.1 * i, 0);
  const values = Float32Array.from({ length: i % 3 }, (_, j) => 0.1 * (i - j));
  const word = ["", "façade", "表情", "🙂", 'a "b", c', "line\nline", "NULL"][i]!;
  const count = [2 ** 31 - 1, -(2 ** 31), 0, -1, 1, 42, 7][i]!;
  const single = Math.fround([0.1, -0.1, 3.4028234663852886e38, 1.401298464324817e-45, 0, 1, -2][i]!);
  const double = [Number.MIN_VALUE, Number.MAX_VALUE, 0.1, -0.1, 1e-300, 2 ** 53 + 2, -0][i]!;
  return {
    word,
    maybe_word: missing ? null : word,
    class: classes[i % 3]!,
    maybe_class: missing ? null : classes[(i + 1) % 3]!,
    count,
    maybe_count: missing ? null : count,
    single,
    maybe_single: missing ? null : single,
    double,
    maybe_double: missing ? null : double,
    flag: i % 2 === 0,
    maybe_flag: missing ? null : i % 2 === 1,
    picture,
    maybe_picture: missing ? null : picture,
    p,
    maybe_p: missing ? null : p,
    values,
    maybe_values: missing ? null : values,
  };
}
