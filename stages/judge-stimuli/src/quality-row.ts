import type { qualityTable, Row } from "@limen/tables";

export type QualityRow = Row<typeof qualityTable>;
