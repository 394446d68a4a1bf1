import { checkTask, designFields, observerFields, orderFields, taskFields } from "@limen/experiment/params";
import { externalPath } from "@limen/stage";
import { importFields } from "@limen/trials/params";
import { z } from "zod";

export const params = z
  .strictObject({
    mode: z
      .enum(["simulate", "collect", "import"])
      .default("simulate")
      .describe(
        "simulate: observers answer by a model; collect: what limen collect wrote (--export); import: trials are read from someone's files",
      ),

    participants: z
      .int()
      .min(1)
      .default(40)
      .describe(
        "(participants) simulate: how many observers are drawn; those of an earlier round are as many as come again",
      ),
    ...taskFields,
    ...designFields,
    ...orderFields,
    ...observerFields,

    path: externalPath(
      "collect: the folder that was written; import: the file of trials, or a folder of them: CSV of any separator, JSON (jsPsych, JATOS), or Parquet",
    ).optional(),
    ...importFields,
  })
  .refine((p) => p.mode === "simulate" || p.path !== undefined, {
    path: ["path"],
    message: "modes collect and import read trials: say where they are",
  })
  .superRefine(checkTask);
