import { join } from "node:path";
import { openDatabase } from "@limen/collect";
import { serveFiles, writeStudyFiles } from "@limen/collect/testing";
import { temporaryDirectory } from "@limen/testing";
import { expect, onTestFinished, test } from "vitest";
import { Person } from "../support/person.ts";

test("a copy made while the server runs is whole; restored, those who began go on where the copy has them", async () => {
  const folder = temporaryDirectory();
  const files = await writeStudyFiles(folder);
  const place = join(folder, "answers.db");
  const served = await serveFiles(files, place);
  const { person } = await Person.begin(served.address);
  const give = async (address: string, seq: number) =>
    expect(await person!.answer(address, seq, 300 + seq)).toBe(204);
  for (let seq = 0; seq < 6; seq++) await give(served.address, seq);

  // What `sqlite3 answers.db "VACUUM INTO 'copy.db'"` does, from another process's connection.
  const copy = join(folder, "copy.db");
  const operator = await openDatabase(place);
  const [copied] = await Promise.all([operator.run("VACUUM INTO ?", [copy]), give(served.address, 6)]);
  expect(copied).toBe(0);
  await operator.close();
  await give(served.address, 7);
  await served.stop();

  const restored = await serveFiles(files, copy);
  onTestFinished(restored.stop);
  expect(await restored.database.check()).toEqual([]);
  // The token opens the session of the copy. What came after it is asked for again.
  const known = await person!.answered(restored.address);
  expect(known.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(known).not.toContain(7);
  for (let seq = known.length; seq < 12; seq++) await give(restored.address, seq);
  const { trials } = await restored.gathered();
  expect(trials.map(({ trial, rt_ms }) => [trial, rt_ms])).toEqual(
    Array.from({ length: 12 }, (_, seq) => [seq, 300 + seq]),
  );
});
