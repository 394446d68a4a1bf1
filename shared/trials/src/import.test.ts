import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { choice, defineTable, float64, int32, text, writeTable } from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { checkRejected } from "./check-rejected.ts";
import { describeImport } from "./describe-import.ts";
import { orderTrials } from "./order-trials.ts";
import { importFields } from "./params.ts";
import { choiceReader } from "./read-choice.ts";
import { guessTimeFormat, timeReader } from "./read-times.ts";
import { readTrials } from "./read-trials.ts";

const schema = z.strictObject(importFields);
const CLASSES = ["anger", "happiness", "sadness"];
const STUDY = { classes: CLASSES, stimulusIds: ["s1", "s2", "s3"] };

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder with these files. */
function folderOf(files: Files): string {
  const folder = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

function readPath(path: string, given: Record<string, unknown> = {}) {
  return readTrials(path, schema.parse(given), STUDY);
}

async function readFolder(files: Files, given: Record<string, unknown> = {}) {
  return readPath(folderOf(files), given);
}

/** The only file of a folder, named trials.csv unless said. */
async function readText(
  content: string | Uint8Array,
  given: Record<string, unknown> = {},
  name = "trials.csv",
) {
  return readPath(join(folderOf({ [name]: content }), name), given);
}

/** Participant, stimulus, response and response time of each trial. */
function brief({ trials }: Awaited<ReturnType<typeof readTrials>>) {
  return trials.map(({ participant, stimulus, response, rtMs }) => [participant, stimulus, response, rtMs]);
}

test("reads any separator, with a byte-order mark, quotes and columns it does not know", async () => {
  for (const mark of [",", ";", "\t", "|"]) {
    const lines = [`age,Subject ID,stimulus,response,RT`, `31,p1,"s1",Happiness,812.5`].map((l) =>
      l.replaceAll(",", mark),
    );
    const read = await readText(`\uFEFF${lines.join("\r\n")}\r\n`);
    expect(read.rejects).toEqual([]);
    expect(brief(read)).toEqual([["p1", "s1", "happiness", 812.5]]);
  }
});

test("reads UTF-8, UTF-16 with and without its mark, and Latin-1; quoted cells may hold newlines", async () => {
  const content = 'participant;stimulus;response;note\n"Zoë";s1;anger;"two\nlines; here"\n';
  const utf16 = Buffer.from(content, "utf16le");
  const turned = Buffer.from(utf16).swap16();
  const cases: [Uint8Array, string][] = [
    [Buffer.from(content), "UTF-8"],
    [Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), "UTF-16"],
    [utf16, "UTF-16"],
    [Buffer.concat([Buffer.from([0xfe, 0xff]), turned]), "UTF-16, big end first"],
    [turned, "UTF-16, big end first"],
    [Buffer.from(content, "latin1"), "Latin-1"],
  ];
  for (const [bytes, name] of cases) {
    const read = await readText(bytes);
    expect(brief(read)).toEqual([["Zoë", "s1", "anger", null]]);
    expect(read.files[0]!.format).toBe(`CSV (semicolon), ${name}`);
  }
  const forced = await readText(Buffer.from(content), { encoding: "latin1" });
  expect(brief(forced)[0]![0]).toBe("ZoÃ«");
});

test("each bad row is rejected with its row and every reason", async () => {
  const { trials, rejects } = await readText(
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
      "p1,6,s1,anger,400,oops",
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
      [10, "the row has 6 cells, the header 5"],
    ].map(([row, reason]) => ({ file: "trials.csv", row, reason })),
  );
});

test("numbers name classes in the given order, from 0 or from 1", async () => {
  const responses = async (answers: string[], given: Record<string, unknown> = {}) => {
    const rows = answers.map((answer) => `p1,s1,${answer}`);
    const { trials, rejects } = await readText(["participant,stimulus,response", ...rows].join("\n"), given);
    return [...trials.map((trial) => trial.response), ...rejects.map((reject) => reject.reason)];
  };
  expect(await responses(["0", "1", "2.0"])).toEqual(["anger", "happiness", "sadness"]);
  expect(await responses(["1", "3"])).toEqual(["anger", "sadness"]);
  await expect(responses(["1", "2"])).rejects.toThrow("firstChoice: answers are numbers, and none is 0 or 3");
  expect(await responses(["1", "2"], { firstChoice: 1 })).toEqual(["anger", "happiness"]);
  expect(await responses(["0", "1"], { choices: ["sadness", "anger"] })).toEqual(["sadness", "anger"]);
  expect(await responses(["0", "7"])).toEqual(["anger", "unknown response 7: choices are numbered 0 to 2"]);
  expect(await responses(["happy"], { aliases: { Happy: "happiness" } })).toEqual(["happiness"]);
});

const JSPSYCH = [
  { trial_type: "preload", trial_index: 0, success: true },
  { trial_type: "html-button-response", trial_index: 1, rt: 2000, stimulus: "<p>Welcome</p>", response: 0 },
  { trial_type: "image-button-response", trial_index: 2, rt: 812, stimulus: "img/s1.png?v=2", response: 1 },
  {
    trial_type: "html-button-response",
    trial_index: 3,
    rt: 640,
    stimulus: '<img alt="face" src="img/s2.png">',
    response: 2,
  },
  { trial_type: "image-button-response", trial_index: 4, rt: null, stimulus: "img/s3.png", response: null },
];

test("jsPsych: JSON and CSV, other screens passed over, answers by button, a file a participant", async () => {
  const columns = [...new Set(JSPSYCH.flatMap((trial) => Object.keys(trial)))];
  const quote = (value: unknown) => `"${String(value ?? "").replaceAll('"', '""')}"`;
  const csv = [
    columns.map(quote),
    ...JSPSYCH.map((trial) => columns.map((name) => quote((trial as Record<string, unknown>)[name]))),
  ].map((cells) => cells.join(","));
  const wanted = [
    ["ann", "s1", "happiness", 812],
    ["ann", "s2", "sadness", 640],
    ["ann", "s3", null, null],
  ];
  const other = JSON.stringify([{ ...JSPSYCH[2], response: 0 }]);
  const json = await readFolder({ "ann.json": JSON.stringify(JSPSYCH), "bob.json": other });
  expect(brief(json)).toEqual([...wanted, ["bob", "s1", "anger", 812]]);
  expect(json.rejects).toEqual([]);
  expect(describeImport(json)).toEqual([
    "ann.json and 1 more: JSON, UTF-8, one row a trial; stimulus ← stimulus, response ← response, rt ← rt, trial ← trial_index; response times in ms; each file, or result in it, is a participant",
    "rows that show no stimulus of the study were passed over: 1 preload, 1 html-button-response",
    "numbers are 0 anger, 1 happiness, 2 sadness",
    "4 trials of 2 participants and 3 stimuli, 1 without an answer; 0 rejected",
  ]);
  const both = await readFolder({ "ann.csv": csv.join("\n"), "x/bob.json": other });
  expect(brief(both).slice(0, 3)).toEqual(wanted);
  await expect(readText(JSON.stringify(JSPSYCH), {}, "ann.json")).rejects.toThrow(
    "no column for the participant",
  );
});

test("JATOS: a result a line, each a participant's, or said beside the list; and a folder a result", async () => {
  const trial = (stimulus: string, index: number) => ({
    trial_type: "image-button-response",
    trial_index: index,
    stimulus,
    response: "anger",
    rt: 500,
  });
  const lines = [[trial("s1", 0), trial("s2", 1)], [trial("s1", 0)]].map((list) => JSON.stringify(list));
  expect(
    brief(await readText(lines.join("\n"), {}, "results.txt")).map(([who, what]) => [who, what]),
  ).toEqual([
    ["results, result 1", "s1"],
    ["results, result 1", "s2"],
    ["results, result 2", "s1"],
  ]);
  const named = { workerId: "w7", data: [trial("s3", 0)] };
  expect(brief(await readText(JSON.stringify(named), {}, "results.json"))).toEqual([
    ["w7", "s3", "anger", 500],
  ]);
  const folders = await readFolder({
    "study_result_12/comp-result_30/data.txt": JSON.stringify([trial("s1", 0)]),
    "study_result_12/comp-result_31/data.txt": JSON.stringify([trial("s2", 0)]),
  });
  expect(brief(folders).map(([who, what]) => [who, what])).toEqual([
    ["study_result_12", "s1"],
    ["study_result_12", "s2"],
  ]);
  expect(orderTrials(folders.trials).map(({ stimulus_id, trial: place }) => [stimulus_id, place])).toEqual([
    ["s1", 0],
    ["s2", 1],
  ]);
  await expect(readText(`${lines[0]}\n[{"stimulus": "s1", "resp`, {}, "cut.txt")).rejects.toThrow(
    "cut.txt:2: neither the file nor this line of it is JSON",
  );
});

test("PsychoPy and Pavlovia: the component that is named, with its time; keys by alias, seconds", async () => {
  const header =
    "face_file,practice.keys,practice.rt,key_resp.keys,key_resp.rt,trials.thisN,participant,expName";
  const rows = [
    "s1.png,a,0.9,,,,P01,faces",
    ",,,None,,0,P01,faces",
    "faces/s1.png,,,a,0.512,1,P01,faces",
    "faces/s2.png,,,h,1.25,2,P01,faces",
  ];
  const text = `\uFEFF${[header, ...rows].join("\n")}`;
  const aliases = { a: "anger", h: "happiness" };
  await expect(readText(text, { aliases })).rejects.toThrow(
    "several columns could hold the response: practice.keys, key_resp.keys",
  );
  const read = await readText(text, { aliases, columns: { response: "key_resp.keys" } });
  expect(Object.fromEntries(read.files[0]!.passedOver)).toEqual({
    "answered in practice.keys": 1,
    "without a stimulus": 1,
  });
  expect(brief(read)).toEqual([
    ["P01", "s1", "anger", 512],
    ["P01", "s2", "happiness", 1250],
  ]);
  expect(read.files[0]).toMatchObject({
    columns: { stimulus: "face_file", response: "key_resp.keys", rt: "key_resp.rt" },
    times: { unit: "s", decimal: "." },
  });
});

test("wide files: one row a stimulus, or one row a participant; an empty cell is no trial", async () => {
  const byStimulus = await readText("image,ann,bob,,note\ns1.png,anger,,,x\ns2.png,Sadness,happiness,,\n");
  expect(byStimulus.files[0]!.layout).toBe("stimulus-rows");
  expect(brief(byStimulus).map((trial) => trial.slice(0, 3))).toEqual([
    ["ann", "s1", "anger"],
    ["ann", "s2", "sadness"],
    ["bob", "s2", "happiness"],
  ]);
  const byPerson = await readText("subject,age,s1,s2.png\nann,31,anger,sadness\nbob,40,,3\nann,31,anger,\n");
  expect(byPerson.files[0]!.layout).toBe("participant-rows");
  expect(brief(byPerson).map((trial) => trial.slice(0, 3))).toEqual([
    ["ann", "s1", "anger"],
    ["ann", "s2", "sadness"],
    ["bob", "s2", "sadness"],
  ]);
  expect(byPerson.rejects).toEqual([
    { file: "trials.csv", row: 4, reason: 'participant "ann" is in row 2 already' },
  ]);
});

test("vote counts: every vote is an answer of someone unknown", async () => {
  const read = await readText(
    "image,Anger,sad,happiness,total\ns1.png,2,1,,3\ns2.png,1.5,-1,0,1\ns1.png,1,0,0,1\ns9,1,0,0,1\n",
    { aliases: { sad: "sadness" } },
  );
  expect(brief(read).map((trial) => trial.slice(0, 3))).toEqual([
    ["vote 1 on s1", "s1", "anger"],
    ["vote 2 on s1", "s1", "anger"],
    ["vote 3 on s1", "s1", "sadness"],
  ]);
  expect(read.rejects.map(({ row, reason }) => [row, reason])).toEqual([
    [
      3,
      '"1.5" votes for Anger are no whole number of 0 or more; "-1" votes for sad are no whole number of 0 or more',
    ],
    [4, 'stimulus "s1" is in row 2 already'],
    [5, 'unknown stimulus "s9"'],
  ]);
  expect(describeImport(read).join("\n")).toContain("minTrials: 1 and maxOneKey: 1");
});

test("what a guess could get silently wrong is refused, rejected or said", async () => {
  const rows = (header: string, ...cells: string[]) => [header, ...cells].join("\n");
  const twice = rows("image,ann,ann,bob", "s1,anger,sadness,anger");
  await expect(readText(twice)).rejects.toThrow('two columns are called "ann"');
  const yes = await readText(
    rows("participant,stimulus,response,catch", "p1,s1,anger,0", "p1,s2,anger,anger"),
  );
  expect(yes.rejects).toMatchObject([{ row: 2, reason: expect.stringContaining('unknown catch class "0"') }]);
  const short = await readText(rows("participant,stimulus,response,rt", "p1,s1,anger,5", "p1,s2"));
  expect(short.rejects).toEqual([
    { file: "trials.csv", row: 3, reason: "the row has 2 cells, the header 4" },
  ]);
  const blocks = rows(
    "participant,block,trial,stimulus,response",
    "p1,0,1,s1,anger",
    "p1,1,0,s2,anger",
    "p1,1,1,s3,anger",
  );
  const { trials, rejects } = await readText(blocks);
  expect(rejects).toEqual([]);
  expect(orderTrials(trials).map(({ stimulus_id }) => stimulus_id)).toEqual(["s1", "s2", "s3"]);
  const label = await readText(rows("participant,stimulus,label,key_resp.keys", "p1,s1,anger,sadness"));
  expect(label.trials[0]!.response).toBe("sadness");
  const sep = await readText("sep=;\n\nparticipant;stimulus;response\n1.0;s1;anger\n;;\n");
  expect([brief(sep), sep.rejects]).toEqual([[["1", "s1", "anger", null]], []]);
  const missing = await readText(rows("image,ann,bob", "s1,NA,anger", "s2,fear,"), {
    aliases: { fear: "anger" },
  });
  expect(brief(missing).map(([who]) => who)).toEqual(["bob", "ann"]);
  const ratings = rows("participant,stimulus,anger,sadness", "p1,s1,3,4");
  await expect(readText(ratings)).rejects.toThrow("no column for the response");
  const lines = ["s1", "s2"].map((stimulus) =>
    JSON.stringify({ subject: "p1", stimulus, response: "anger" }),
  );
  expect((await readText(lines.join("\n"), {}, "a.jsonl")).files[0]!.format).toBe("JSON, UTF-8");
  const mouse = [{ subject: "p1", stimulus: "s1", response: "anger", way: [{ x: 1 }, { x: 2 }] }];
  expect(brief(await readText(JSON.stringify(mouse), {}, "a.json"))).toHaveLength(1);
  const none = await readText(rows("participant,stimulus,response", "p1,s1,", "p1,s2,"));
  expect(() => checkRejected(none, 0.05)).toThrow("2 of 2 trials have no answer");
  await expect(readText(Buffer.from("participant;Jör", "latin1"), { encoding: "utf-8" })).rejects.toThrow(
    "some of its bytes are no letters in utf-8",
  );
});

test("files: none, the same one twice, archives and hidden ones", async () => {
  const one = "participant,stimulus,response\np1,s1,anger\n";
  await expect(readPath("nowhere.csv")).rejects.toThrow("nowhere.csv: the file of trials does not exist");
  await expect(readFolder({ "notes.md": "x", ".hidden.csv": one })).rejects.toThrow(
    "no file of trials is in this folder",
  );
  await expect(readFolder({ "a.csv": one, "b/copy.csv": one })).rejects.toThrow(
    "b/copy.csv: it holds the same as a.csv, byte by byte",
  );
  await expect(readText("PK\u0003\u0004", {}, "all.csv")).rejects.toThrow(
    "this is a zip archive, or a workbook",
  );
  await expect(readText("", {}, "empty.csv")).rejects.toThrow("empty.csv: the file of trials is empty");
  await expect(readText("{}", {}, "none.json")).rejects.toThrow(/none.json/);
});

test("choices and aliases must be classes", () => {
  const reader = () => choiceReader({ choices: ["angry"], aliases: { sad: "sadnes" } }, CLASSES, []);
  expect(reader).toThrow('choices: "angry" is no class of the stimuli');
  expect(reader).toThrow('aliases.sad: "sadnes" is no class of the stimuli\n  → did you mean "sadness"?');
});

test("wrong columns: found, wanted and a guess, of all files at once", async () => {
  const choose = (header: string, given = {}) => readText(`${header}\n1,2,3\n`, given, "t.csv");
  await expect(choose("particpant,image,response")).rejects.toThrow(
    "t.csv: no column for the participant: the file has particpant, image, response; wanted one of participant_id, " +
      "subject_id, prolific_pid, participant, participant_nr, subject, subject_nr, subj, worker_id, worker, user_id, " +
      "annotator, rater, response_id, pid\n" +
      '  → did you mean "particpant"? name it, e.g. columns: {participant: particpant}',
  );
  await expect(choose("a,b")).rejects.toThrow(/participant[\s\S]*stimulus[\s\S]*response/);
  await expect(choose("participant,stimulus,respons", { columns: { response: "response" } })).rejects.toThrow(
    't.csv, columns.response: there is no column "response"\n  → did you mean "respons"? allowed: participant, stimulus, respons',
  );
  await expect(readFolder({ "a.csv": "x,y\n1,2\n", "b.csv": "z,y\n1,2\n" })).rejects.toThrow(
    /a\.csv[\s\S]*b\.csv/,
  );
  const { files } = await readText("id,Stimulus-ID,choice\np1,s1,anger\n", {
    columns: { participant: "id" },
  });
  expect(files[0]!.columns).toEqual({ participant: "id", stimulus: "Stimulus-ID", response: "choice" });
});

test("catch trials keep their class and may show faces that are no stimuli", async () => {
  const { trials, rejects } = await readText(
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
    part: 0,
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

test("the unit of response times: by name, else by size; decimal commas where they can be nothing else", async () => {
  const guess = (name: string, cells: string[], commaSeparates = false) =>
    guessTimeFormat({ name, cells, commaSeparates }, {});
  expect(guess("rt_ms", ["0.5"]).unit).toBe("ms");
  expect(guess("rt_s", ["500"]).unit).toBe("s");
  expect(guess("rt", ["0.5", "1.2", "x", ""]).unit).toBe("s");
  expect(guess("rt", ["512", "733", "0.2"]).unit).toBe("ms");
  expect(guess("rt", []).unit).toBe("ms");
  expect(guess("rt", ["0,512", "1,2"])).toEqual({ unit: "s", decimal: "," });
  expect(guess("rt", ["0,512"], true)).toEqual({ unit: "ms", decimal: "." });
  expect(guess("rt", ["0,51"], true).decimal).toBe(",");
  expect(guessTimeFormat({ name: "rt", cells: ["5"], commaSeparates: true }, { unit: "ms" }).unit).toBe("ms");
  expect(timeReader({ unit: "s", decimal: "," })("0,25")).toBe(250);
  expect(timeReader({ unit: "ms", decimal: "." })("1,234")).toBeNaN();
  const read = await readText("participant;stimulus;response;rt\np1;s1;anger;0,512\n");
  expect(brief(read)).toEqual([["p1", "s1", "anger", 512]]);
});

test("too many rejected rows stop the import, with examples", () => {
  const rejects = Array.from({ length: 7 }, (_, i) => ({
    file: "t.csv",
    row: i + 2,
    reason: "no participant",
  }));
  const check = (trials: number, of = rejects, passedOver = new Map<string, number>()) =>
    checkRejected(
      { files: [{ file: "t.csv", passedOver }], trials: Array(trials).fill({}), rejects: of },
      0.05,
    );
  expect(() => check(993)).not.toThrow();
  expect(() => check(93)).toThrow(
    "t.csv: 7 of 100 rows cannot be used (7.0 %; maxRejected allows 5 %)\n  → t.csv, row 2: no participant",
  );
  expect(() => check(93)).toThrow("and 2 more");
  expect(() => check(0, [])).toThrow("a header but no rows");
  expect(() => check(0, [], new Map([["preload", 1]]))).toThrow("no row shows a stimulus of the study");
});

test("a file that is no CSV is named with its line", async () => {
  await expect(readText('participant,stimulus,response\np1,s1,"ang')).rejects.toThrow(
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
    { worker: 7, image: "s9.png", choice: "sadness", rt: 640 },
  ]);
  const { trials, rejects } = await readPath(path);
  expect(trials).toMatchObject([{ participant: "7", stimulus: "s1", response: "sadness", rtMs: 640 }]);
  expect(rejects).toEqual([{ file: "trials.parquet", row: 2, reason: 'unknown stimulus "s9.png"' }]);
});
