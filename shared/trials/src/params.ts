import { z } from "zod";

const columnName = (what: string) =>
  z.string().min(1).optional().describe(`column that holds ${what}; default: guessed`);

const scale = (what: string) =>
  z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low < high, "the lowest value comes first")
    .optional()
    .describe(`of ${what}, e.g. [1, 7]; default: guessed: 0 to 1, 0 to 100, 1 to 5 or 1 to 7`);

/** What cannot always be guessed of other people's trials: parameters of `run-experiment` and of `limen import`. */
export const importFields = {
  layout: z
    .enum(["long", "stimulus-rows", "participant-rows", "counts"])
    .optional()
    .describe(
      "import: one row a trial; one row a stimulus and one column a participant; one row a participant and one column a stimulus; one row a stimulus with the votes of each class; default: guessed, file by file",
    ),
  encoding: z
    .enum(["utf-8", "utf-16le", "utf-16be", "latin1"])
    .optional()
    .describe("import: how letters are written; default: by the byte-order mark, else by the bytes"),
  participantIs: z
    .enum(["file", "folder"])
    .optional()
    .describe(
      "import: who answered, where no column says it: each file is a participant, or each folder; default: each file; where folders hold several files of the same names it must be said",
    ),
  columns: z
    .strictObject({
      participant: columnName("the participant"),
      stimulus: columnName("the stimulus, as named in the stimuli table"),
      response: columnName("the answer: a class name or its number"),
      rt: columnName("the response time"),
      trial: columnName("the order of the trials of a participant"),
      block: columnName("the block"),
      catch: columnName("the class expected on a catch trial, empty on others"),
      confidence: columnName("how sure the participant was"),
      intensity: columnName("how strongly the face shows the class chosen"),
      source: columnName("who answered: rows that say simulated keep that label"),
      selection: columnName("how the stimulus came up: random or chosen; other words: not known"),
      ratings: z
        .record(z.string(), z.string().min(1))
        .optional()
        .describe(
          "column that holds the ratings of each class, e.g. {anger: anger_rating}; default: columns called by the classes, with or without the word rating",
        ),
    })
    .prefault({})
    .describe("import: names of the file's columns; other columns are ignored"),
  choices: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("import: class meant by each number, in order; default: the order of the stimuli table"),
  firstChoice: z
    .literal([0, 1])
    .optional()
    .describe(
      "import: number of the first class; default: 0 when an answer is 0, 1 when one is the number of classes; else it must be said",
    ),
  aliases: z
    .record(z.string(), z.string())
    .default({})
    .describe("import: other words for the classes, e.g. {happy: happiness}"),
  rtUnit: z
    .enum(["ms", "s"])
    .optional()
    .describe(
      "import: unit of the response times; default: by the column's name, else s when their median is below 30",
    ),
  decimal: z
    .enum([".", ","])
    .optional()
    .describe("import: decimal mark of the response times; default: by what separates cells, and by digits"),
  scales: z
    .strictObject({
      ratings: scale("ratings"),
      confidence: scale("confidence"),
      intensity: scale("intensity"),
    })
    .prefault({})
    .describe("import: lowest and highest value of graded answers, which become 0 and 1"),
  maxRejected: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe("import: share of rows that may be rejected before the stage stops"),
};

const importParams = z.object(importFields);
export type ImportParams = z.output<typeof importParams>;
