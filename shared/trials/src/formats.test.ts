import { join } from "node:path";
import { choice, defineTable, float64, int32, text, writeTable } from "@limen/tables";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { describeImport } from "./describe-import.ts";
import { orderTrials } from "./order-trials.ts";
import { brief, readFolder, readPath, readText } from "./test-files.ts";

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
    "answered in practice.keys": { count: 1, example: "s1.png" },
    "without a stimulus": { count: 1, example: "" },
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
