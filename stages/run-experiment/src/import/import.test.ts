import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { choice, defineTable, float64, int32, text, writeTable } from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { params as schema } from "../params.ts";
import { checkRejected } from "./check-rejected.ts";
import { chooseColumns } from "./choose-columns.ts";
import { stimulusFinder } from "./find-stimulus.ts";
import { orderTrials } from "./order-trials.ts";
import { parseTrials } from "./parse-trials.ts";
import { choiceReader } from "./read-choice.ts";
import { readRows } from "./read-rows.ts";
import { guessRtUnit } from "./rt-unit.ts";

const CLASSES = ["anger", "happiness", "sadness"];

async function parseText(content: string, given: Record<string, unknown> = {}) {
  const path = join(temporaryDirectory(), "trials.csv");
  writeFileSync(path, content);
  return parsePath(path, given);
}

async function parsePath(path: string, given: Record<string, unknown> = {}) {
  const params = schema.parse({ mode: "import", path, ...given });
  const file = await readRows(path);
  const columns = chooseColumns(file.file, file.columns, params.columns);
  const answers = file.rows.map((row) => row.cells[columns.response] ?? "");
  return parseTrials(file, {
    columns,
    readChoice: choiceReader(params, CLASSES, answers),
    findStimulus: stimulusFinder(["s1", "s2"]),
    rtScale: 1,
  });
}

test("reads comma, semicolon and tab, with a byte-order mark, quotes and columns it does not know", async () => {
  for (const mark of [",", ";", "\t"]) {
    const lines = [`age,Subject ID,stimulus,response,RT`, `31,p1,"s1",Happiness,812.5`].map((l) =>
      l.replaceAll(",", mark),
    );
    const { trials, rejects } = await parseText(`\uFEFF${lines.join("\r\n")}\r\n`);
    expect(rejects).toEqual([]);
    expect(trials).toEqual([
      {
        participant: "p1",
        stimulus: "s1",
        response: "happiness",
        rtMs: 812.5,
        trial: null,
        block: 0,
        catchClass: null,
      },
    ]);
  }
});

test("each bad row is rejected with its row and every reason", async () => {
  const { trials, rejects } = await parseText(
    [
      "participant,trial,stimulus,response,rt",
      "p1,0,s1,anger,500",
      "p1,1,s9,hapiness,fast",
      "p1,0,s2,anger,500",
      ",3,s1,anger,",
      "",
      "p1,,s1,anger,1",
      "p1,1.5,s1,,-4",
      "p1,5,s1,NA,",
    ].join("\n"),
  );
  expect(trials.map((trial) => trial.trial)).toEqual([0, 5]);
  expect(trials[1]).toMatchObject({ response: null, rtMs: null });
  expect(rejects).toEqual(
    [
      [
        3,
        'unknown response "hapiness": did you mean "happiness"? allowed: anger, happiness, sadness; unknown stimulus "s9"; response time "fast" is not a number of 0 or more',
      ],
      [4, 'trial 0 of participant "p1" is in row 2 already'],
      [5, "no participant"],
      [6, "the row is empty"],
      [7, "no trial"],
      [8, 'response time "-4" is not a number of 0 or more; trial "1.5" is not a whole number'],
    ].map(([row, reason]) => ({ file: "trials.csv", row, reason })),
  );
});

test("numbers name classes in the given order, from 0 or from 1", async () => {
  const responses = async (answers: string[], given: Record<string, unknown> = {}) => {
    const rows = answers.map((answer) => `p1,s1,${answer}`);
    const { trials, rejects } = await parseText(["participant,stimulus,response", ...rows].join("\n"), given);
    return [...trials.map((trial) => trial.response), ...rejects.map((reject) => reject.reason)];
  };
  expect(await responses(["0", "1", "2.0"])).toEqual(["anger", "happiness", "sadness"]);
  expect(await responses(["1", "3"])).toEqual(["anger", "sadness"]);
  expect(await responses(["1", "2"])).toEqual(["happiness", "sadness"]);
  expect(await responses(["1", "2"], { firstChoice: 1 })).toEqual(["anger", "happiness"]);
  expect(await responses(["0", "1"], { choices: ["sadness", "anger"] })).toEqual(["sadness", "anger"]);
  expect(await responses(["0", "7"])).toEqual(["anger", "unknown response 7: choices are numbered 0 to 2"]);
  expect(await responses(["happy"], { aliases: { Happy: "happiness" } })).toEqual(["happiness"]);
});

test("choices and aliases must be classes", () => {
  const reader = () => choiceReader({ choices: ["angry"], aliases: { sad: "sadnes" } }, CLASSES, []);
  expect(reader).toThrow('choices: "angry" is no class of the stimuli');
  expect(reader).toThrow('aliases.sad: "sadnes" is no class of the stimuli\n  → did you mean "sadness"?');
});

test("wrong columns: found, wanted and a guess, all at once", () => {
  const choose =
    (found: string[], given = {}) =>
    () =>
      chooseColumns("t.csv", found, given);
  expect(choose(["particpant", "image", "response"])).toThrow(
    "t.csv: no column for the participant: the file has particpant, image, response; wanted one of participant_id, " +
      "subject_id, participant, subject, worker_id, worker, annotator, rater\n" +
      '  → did you mean "particpant"? name it, e.g. columns: {participant: particpant}',
  );
  expect(choose(["a", "b"])).toThrow(/participant[\s\S]*stimulus[\s\S]*response/);
  expect(choose(["participant", "stimulus", "respons"], { response: "response" })).toThrow(
    't.csv, columns.response: there is no column "response"\n  → did you mean "respons"? allowed: participant, stimulus, respons',
  );
  expect(chooseColumns("t.csv", ["id", "Stimulus-ID", "choice"], { participant: "id" })).toEqual({
    participant: 0,
    stimulus: 1,
    response: 2,
  });
});

test("catch trials keep their class and may show faces that are no stimuli", async () => {
  const { trials, rejects } = await parseText(
    "participant,stimulus,response,catch_class\np1,catch-f1,anger,anger\np1,images/s2.png,anger,\np1,f9,anger,\n",
  );
  expect(trials.map((trial) => [trial.stimulus, trial.catchClass])).toEqual([
    ["catch-f1", "anger"],
    ["s2", null],
  ]);
  expect(rejects).toEqual([{ file: "trials.csv", row: 4, reason: 'unknown stimulus "f9"' }]);
});

test("trials are put in order, renumbered, and repeats are marked", () => {
  const trial = (participant: string, order: number, stimulus: string) => ({
    participant,
    stimulus,
    response: "anger",
    rtMs: 1,
    trial: order,
    block: 0,
    catchClass: null,
  });
  const ordered = orderTrials([
    trial("b", 9, "s1"),
    trial("a", 3, "s1"),
    trial("b", 2, "s1"),
    trial("b", 4, "s2"),
  ]);
  expect(ordered.map((t) => [t.participant_id, t.trial, t.stimulus_id, t.is_repeat])).toEqual([
    ["b", 0, "s1", false],
    ["b", 1, "s2", false],
    ["b", 2, "s1", true],
    ["a", 0, "s1", false],
  ]);
  expect(new Set(ordered.map((t) => t.source))).toEqual(new Set(["imported"]));
});

test("the unit of response times: by name, else by size", () => {
  expect(guessRtUnit("rt_ms", ["0.5"])).toBe("ms");
  expect(guessRtUnit("rt_s", ["500"])).toBe("s");
  expect(guessRtUnit("rt", ["0.5", "1.2", "x", ""])).toBe("s");
  expect(guessRtUnit("rt", ["512", "733", "0.2"])).toBe("ms");
  expect(guessRtUnit("rt", [])).toBe("ms");
});

test("too many rejected rows stop the import, with examples", () => {
  const rejects = Array.from({ length: 7 }, (_, i) => ({
    file: "t.csv",
    row: i + 2,
    reason: "no participant",
  }));
  expect(() => checkRejected("t.csv", rejects, 1000, 0.05)).not.toThrow();
  expect(() => checkRejected("t.csv", rejects, 100, 0.05)).toThrow(
    "t.csv: 7 of 100 rows cannot be used (7.0 %; maxRejected allows 5 %)\n  → row 2: no participant",
  );
  expect(() => checkRejected("t.csv", rejects, 100, 0.05)).toThrow("and 2 more");
  expect(() => checkRejected("t.csv", [], 0, 1)).toThrow("a header but no rows");
});

test("files that cannot be read are named", async () => {
  const folder = temporaryDirectory();
  await expect(readRows(join(folder, "nothing.csv"))).rejects.toThrow("the file of trials does not exist");
  await expect(readRows(folder)).rejects.toThrow("the file of trials is a folder");
  await expect(parseText("")).rejects.toThrow("trials.csv: the file of trials is empty");
  await expect(parseText('participant,stimulus,response\np1,s1,"ang')).rejects.toThrow(
    "trials.csv:2: not a CSV file",
  );
});

test("Parquet is read like CSV", async () => {
  const spec = defineTable({
    name: "foreign",
    meaning: "someone's trials",
    columns: { worker: int32("who"), image: text("what"), choice: choice("answer"), rt: float64("time") },
  });
  const path = join(temporaryDirectory(), "trials.parquet");
  await writeTable(path, spec, [
    { worker: 7, image: "s1.png", choice: "sadness", rt: 640 },
    { worker: 7, image: "s3.png", choice: "sadness", rt: 640 },
  ]);
  const { trials, rejects } = await parsePath(path);
  expect(trials).toMatchObject([{ participant: "7", stimulus: "s1", response: "sadness", rtMs: 640 }]);
  expect(rejects).toEqual([{ file: "trials.parquet", row: 2, reason: 'unknown stimulus "s3.png"' }]);
});
