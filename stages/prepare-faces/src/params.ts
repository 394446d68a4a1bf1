import { externalPath } from "@limen/stage";
import { z } from "zod";

export const SOURCES = ["synthetic", "ferplus", "fer2013-csv", "folders", "csv", "parquet"] as const;

const share = (text: string, value: number) => z.number().min(0).max(0.9).default(value).describe(text);

export const params = z
  .strictObject({
    source: z
      .enum(SOURCES)
      .default("synthetic")
      .describe(
        "where the faces come from: synthetic (rendered here), ferplus (FER+ pictures and fer2013new.csv), fer2013-csv (Kaggle's fer2013.csv), folders (one folder a class), csv (pictures listed in a CSV) or parquet",
      ),
    path: externalPath(
      "the data: a folder, a .tar, .tar.gz or .tgz, or the CSV or Parquet file itself; not for synthetic",
    ).optional(),
    size: z.int().min(16).max(256).default(48).describe("(pixels) side of the square grey pictures"),
    classes: z
      .array(z.string().min(1))
      .default([])
      .describe(
        "emotions to keep, in the order of the distributions; empty: all that the source has (synthetic 7, ferplus 8, fer2013-csv 7, else those found)",
      ),
    faces: z.int().min(1).default(3000).describe("(faces) synthetic: how many to render"),
    identities: z.int().min(3).default(300).describe("(people) synthetic: how many different people to show"),
    votes: z
      .int()
      .min(1)
      .default(10)
      .describe("(answers) synthetic: simulated votes a face, drawn from its true distribution"),
    validShare: share("share of the validation split, where the data have no splits of their own", 0.1),
    testShare: share("share of the test split, where the data have no splits of their own", 0.15),
    singleVotes: z
      .enum(["drop", "choose", "keep"])
      .default("drop")
      .describe(
        "ferplus: drop counts a class with a single vote as having none, as FER+'s authors do; choose does so to choose the faces and leaves all votes in their labels; keep counts all",
      ),
    rule: z
      .enum(["majority", "plurality"])
      .default("majority")
      .describe("ferplus: keep a face if one emotion has more than half of the votes, or just the most"),
    imageColumn: z
      .string()
      .min(1)
      .default("image")
      .describe("csv, parquet: column of the picture (csv: its file name)"),
    labelColumn: z.string().min(1).default("label").describe("csv, parquet: column of the class name"),
    voteColumns: z
      .array(z.string().min(1))
      .default([])
      .describe(
        "csv, parquet: columns that count the votes for the class they are named after; replaces labelColumn",
      ),
    splitColumn: z
      .string()
      .default("")
      .describe("csv, parquet: column with train, valid or test; empty: split by a hash of identity or name"),
    identityColumn: z
      .string()
      .default("")
      .describe("csv, parquet: column that says who is shown; empty: not known"),
    limit: z.int().min(0).default(0).describe("(faces) at most so many of each split, for trials; 0: all"),
    maxRejected: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe("largest share of inputs that may be unusable before the stage stops"),
  })
  .refine((p) => p.source === "synthetic" || p.path !== undefined, {
    path: ["path"],
    message: "this source reads your data: say where they are",
  })
  .refine((p) => p.validShare + p.testShare < 1, {
    path: ["testShare"],
    message: "validShare and testShare leave nothing to train on",
  });

export type Params = z.output<typeof params>;
