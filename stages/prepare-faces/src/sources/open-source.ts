import { InternalError } from "@limen/errors";
import type { FaceSource } from "../candidate.ts";
import type { Params } from "../params.ts";
import type { Rejects } from "../rejects.ts";
import { openCsv } from "./csv.ts";
import { openFer2013Csv } from "./fer2013-csv.ts";
import { openFerplus } from "./ferplus.ts";
import { openFolders } from "./folders.ts";
import { openParquetFaces } from "./parquet.ts";

/** Opens the user's data; the source must be closed after use. */
export async function openSource(path: string, params: Params, rejects: Rejects): Promise<FaceSource> {
  switch (params.source) {
    case "ferplus":
      return openFerplus(path, params, rejects);
    case "fer2013-csv":
      return openFer2013Csv(path, params, rejects);
    case "folders":
      return openFolders(path, params, rejects);
    case "csv":
      return openCsv(path, params, rejects);
    case "parquet":
      return openParquetFaces(path, params, rejects);
    case "synthetic":
      throw new InternalError("synthetic faces are rendered, not read");
  }
}
