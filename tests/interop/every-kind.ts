import type { Row } from "@limen/tables";
import { everyKind, everyKindMetadata, everyKindRow } from "@limen/tables/test-tables";

export type EveryKind = Row<typeof everyKind>;
export const metadata = everyKindMetadata;

/** The ends of what numbers and texts can be, and texts that other programs take for something else. */
const EXTREMES: readonly Partial<EveryKind>[] = [
  { double: Number.MIN_VALUE, single: Math.fround(3.4028234663852886e38), maybe: "NULL" },
  { double: -Number.MAX_VALUE, single: Math.fround(1.401298464324817e-45), maybe: 'a "b", c' },
  { double: 2 ** 53 + 2, single: -0, maybe: "line\nline" },
  { double: -0, single: Math.fround(-0.1), maybe: "" },
  { double: 1e-300, single: 1, maybe: "NaN" },
];

export const rows: readonly EveryKind[] = [
  ...Array.from({ length: 15 }, (_, i) => everyKindRow(i)),
  ...EXTREMES.map((extreme, i) => ({ ...everyKindRow(15 + i), ...extreme })),
];

export { everyKind };
