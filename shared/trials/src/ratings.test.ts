import { expect, test } from "vitest";
import { checkRejected } from "./check-rejected.ts";
import { describeImport } from "./describe-import.ts";
import { judgementsOf } from "./judgements-of.ts";
import { guessScale } from "./read-grades.ts";
import { CLASSES, readText } from "./test-files.ts";

const ratingsOf = ({ trials }: Awaited<ReturnType<typeof readText>>) =>
  trials.map(({ ratings, response }) => [ratings && [...ratings], response]);

test("one column a class is a rating of each; the highest names a class, unless it is shared", async () => {
  const read = await readText(
    [
      "participant,stimulus,happiness,anger,sadness,rt",
      "p1,s1,0.25,0.75,0,4000",
      "p1,s2,0.5,0.5,0,3000",
      "p1,s3,,,,",
    ].join("\n"),
  );
  expect(ratingsOf(read)).toEqual([
    [[0.75, 0.25, 0], "anger"],
    [[0.5, 0.5, 0], null],
    [null, null],
  ]);
  const lines = describeImport(read).join("\n");
  expect(lines).toContain(
    "one row a trial; participant ← participant, stimulus ← stimulus, rt ← rt, ratings ← anger, happiness, sadness",
  );
  expect(lines).toContain("ratings from 0 to 1, which become 0 and 1");
  expect(lines).toContain("1 without an answer");
  const study = { classes: CLASSES, stimulusIds: [] };
  expect(judgementsOf(read, study)).toMatchObject({ task: "rating", comparisons: [] });
  expect(() => checkRejected(read, 0)).not.toThrow();
});

test("how a stimulus came up is kept; a column of that name that says something else says nothing", async () => {
  const read = await readText(
    [
      "participant,stimulus,response,selection",
      "p1,s1,anger,random",
      "p1,s2,anger,chosen",
      "p1,s3,anger,",
      "p2,s1,anger,left",
    ].join("\n"),
  );
  const { trials, rejects } = judgementsOf(read, { classes: CLASSES, stimulusIds: [] });
  expect(trials.map(({ selection }) => selection)).toEqual(["random", "chosen", null, null]);
  expect(rejects).toEqual([]);
});

test("scales: guessed by what they hold, or said; what they leave open is asked", async () => {
  const scaleOf = (...cells: string[]) => guessScale("ratings", cells, undefined);
  expect(scaleOf("0", "1", "0.25")).toEqual([0, 1]);
  expect(scaleOf("1", "5")).toEqual([1, 5]);
  expect(scaleOf("2", "7", "")).toEqual([1, 7]);
  expect(scaleOf("0", "55,5")).toEqual([0, 100]);
  expect(scaleOf("NA", "x")).toBeUndefined();
  expect(guessScale("ratings", ["0", "4"], [0, 4])).toEqual([0, 4]);
  expect(() => scaleOf("0", "4")).toThrow(
    /scales.ratings: the ratings go from 0 to 4: on which scale[\s\S]*\{ratings: \[0, 4\]\}/,
  );
  expect(() => scaleOf("-3", "3")).toThrow(/on which scale/);

  const rows = (...lines: string[]) => ["participant,stimulus,anger,happiness,sadness", ...lines].join("\n");
  expect(ratingsOf(await readText(rows("p1,s1,1,7,4")))).toEqual([[[0, 1, 0.5], "happiness"]]);
  const said = await readText(rows("p1,s1,1,3,2"), { scales: { ratings: [1, 3] } });
  expect(ratingsOf(said)).toEqual([[[0, 1, 0.5], "happiness"]]);
});

test("a rating in part, off the scale or no number is rejected with every reason", async () => {
  const { trials, rejects } = await readText(
    ["participant,stimulus,anger,happiness,sadness", "p1,s1,0,,1", "p1,s2,0,2,x", "p1,s3,0,1,0.5"].join("\n"),
    { scales: { ratings: [0, 1] } },
  );
  expect(trials).toHaveLength(1);
  expect(rejects.map(({ row, reason }) => [row, reason])).toEqual([
    [2, "no rating of happiness"],
    [3, 'rating of happiness "2" is not on the scale; rating of sadness "x" is not on the scale'],
  ]);
});

test("columns that say rating are ratings beside an answer too; others can be named; unknown ones are refused at once", async () => {
  const beside = await readText(
    "participant,stimulus,response,rating_anger,rating_happiness,rating_sadness\np1,s1,,0.5,1,0\n",
  );
  expect(ratingsOf(beside)).toEqual([[[0.5, 1, 0], "happiness"]]);
  const named = { anger: "A", happiness: "B", sadness: "C" };
  const own = await readText("participant,stimulus,A,B,C\np1,s1,10,90,55\n", { columns: { ratings: named } });
  expect(ratingsOf(own)).toEqual([[[0.1, 0.9, 0.55].map((value) => expect.closeTo(value, 6)), "happiness"]]);
  const wrong = readText("participant,stimulus,A,B,C\np1,s1,10,90,55\n", {
    columns: { ratings: { anger: "X", joy: "B", happiness: "B" } },
  });
  await expect(wrong).rejects.toThrow(
    /"joy" is no class[\s\S]*no column for the ratings of sadness[\s\S]*no column "X"/,
  );
});

test("choices with class columns beside them stay choices; class counts without people stay votes", async () => {
  const choices = await readText(
    "participant,stimulus,response,anger,happiness,sadness\np1,s1,anger,0,1,0\n",
  );
  expect(ratingsOf(choices)).toEqual([[null, "anger"]]);
  const votes = await readText("stimulus,anger,happiness,sadness\ns1,2,0,1\n");
  expect(votes.files[0]!.layout).toBe("counts");
  expect(votes.trials).toHaveLength(3);
});

test("confidence and intensity are read on their own scales; words in such a column are left alone", async () => {
  const read = await readText(
    "participant,stimulus,response,confidence,intensity\np1,s1,anger,5,0.5\np1,s2,sadness,1,\n",
  );
  expect(read.trials.map(({ confidence, intensity }) => [confidence, intensity])).toEqual([
    [1, 0.5],
    [0, null],
  ]);
  expect(describeImport(read).join("\n")).toMatch(/confidence from 1 to 5[\s\S]*intensity from 0 to 1/);
  const words = await readText("participant,stimulus,response,confidence\np1,s1,anger,quite\n");
  expect(words.trials[0]).toMatchObject({ response: "anger", confidence: null });
});
