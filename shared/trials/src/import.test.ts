import { expect, test } from "vitest";
import { checkRejected } from "./check-rejected.ts";
import { describeImport } from "./describe-import.ts";
import { judgementsOf } from "./judgements-of.ts";
import { orderTrials } from "./order-trials.ts";
import { choiceReader } from "./read-choice.ts";
import { guessTimeFormat, timeReader } from "./read-times.ts";
import { brief, CLASSES, readFolder, readText } from "./test-files.ts";

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

test("files in seconds beside files in milliseconds are refused, unless the unit is said", async () => {
  const times = (unit: number, ...cells: number[]) =>
    ["stimulus,response,rt", ...cells.map((ms, i) => `s${i + 1},anger,${ms / unit}`)].join("\n");
  const files = { "a.csv": times(1000, 512, 733, 900), "b.csv": times(1, 612, 733, 801) };
  await expect(readFolder(files)).rejects.toThrow(
    "a.csv: rt of 1 of 2 files look like seconds; those of b.csv look like milliseconds",
  );
  expect(brief(await readFolder(files, { rtUnit: "ms" }))[0]![3]).toBe(0.512);
  const empty = { "a.csv": files["a.csv"], "b.csv": "stimulus,response,rt\ns1,anger,\n" };
  expect((await readFolder(empty)).files[1]!.times?.unit).toBe("s");
});

test("one session exported twice is refused; people who answered alike are not", async () => {
  const trials = (rts: readonly (number | null)[]) =>
    rts.map((rt, i) => ({ stimulus: `s${i + 1}`, response: "anger", rt }));
  const csv = (rts: readonly number[]) =>
    ["stimulus,response,rt", ...rts.map((rt, i) => `s${i + 1}.png,0,${rt}`)].join("\n");
  const json = (rts: readonly (number | null)[]) => JSON.stringify(trials(rts));
  await expect(
    readFolder({ "ann.csv": csv([512.2, 733, 900]), "x/session-1.json": json([512.2, 733, 900]) }),
  ).rejects.toThrow('x/session-1.json: the 3 trials of "session-1" are those of "ann" in ann.csv');
  const alike = { "ann.csv": csv([512.2, 733, 900]), "bob.json": json([512.2, 733, 901]) };
  expect(brief(await readFolder(alike))).toHaveLength(6);
  const untimed = { "ann.json": json([null, null, null]), "bob.json": `${json([null, null, null])}\n` };
  expect(brief(await readFolder(untimed))).toHaveLength(6);
});

test("a log's pictures that are named as stimuli are, but are none, are rejected; others are passed over and named", async () => {
  const log = ["img/s1.png", "img/s9.png", "practice/p1.png", "<p>Welcome</p>"].map((stimulus) => ({
    trial_type: "image-button-response",
    subject: "p1",
    stimulus,
    response: 0,
  }));
  const read = await readText(JSON.stringify(log), {}, "log.json");
  expect(read.rejects).toEqual([{ file: "log.json", row: 2, reason: 'unknown stimulus "img/s9.png"' }]);
  expect(describeImport(read).join("\n")).toContain(
    "passed over: 2 image-button-response (e.g. practice/p1.png)",
  );
});

test("columns of numbers that a table of counts has beside its classes are named", async () => {
  const read = await readText("image,anger,sadness,contempt,NF,note\ns1,2,1,4,0,x\n");
  expect(brief(read)).toHaveLength(3);
  expect(describeImport(read)).toContain(
    "columns that name no class were not counted: contempt, NF (votes for a class? aliases: {contempt: …})",
  );
});

test("files of one name in several folders are different people, or parts of one: where both may be, it must be said", async () => {
  const one = (...stimuli: string[]) =>
    ["stimulus,response", ...stimuli.map((name) => `${name},anger`)].join("\n");
  const people = async (files: Record<string, string>, given = {}) => [
    ...new Set((await readFolder(files, given)).trials.map(({ participant }) => participant)),
  ];
  const apart = { "lab1/p1.csv": one("s1"), "lab2/p1.csv": one("s2"), "lab2/p2.csv": one("s3") };
  expect(await people(apart)).toEqual(["lab1/p1", "lab2/p1", "p2"]);
  const parts = {
    "ann/a.csv": one("s1"),
    "ann/b.csv": one("s2"),
    "bob/a.csv": one("s2", "s1"),
    "bob/b.csv": one("s3", "s1"),
  };
  await expect(people(parts)).rejects.toThrow(
    "ann: no column says who answered, and other folders have files called a.csv and b.csv too",
  );
  expect(await people(parts, { participantIs: "folder" })).toEqual(["ann", "bob"]);
  expect(await people(parts, { participantIs: "file" })).toEqual(["ann/a", "ann/b", "bob/a", "bob/b"]);
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
    ratings: null,
    confidence: null,
    intensity: null,
    rtMs: 1,
    part: 0,
    trial: order,
    block: 0,
    catchClass: null,
    source: "imported" as const,
    selection: null,
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
  const check = (trials: number, of = rejects, passedOver = new Map()) =>
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

test("rows that say they are simulated stay simulated, and so does who gave them", async () => {
  const understood = await readText(
    [
      "participant,stimulus,response,source",
      "a,s1,anger,collected",
      "b,s1,anger,Simulated",
      "b,s2,sadness,simulated",
    ].join("\n"),
  );
  const { trials, participants } = judgementsOf(understood, {
    classes: CLASSES,
    stimulusIds: ["s1", "s2", "s3"],
  });
  expect(trials.map(({ source }) => source)).toEqual(["imported", "simulated", "simulated"]);
  expect(participants.map(({ source }) => source)).toEqual(["imported", "simulated"]);
});
