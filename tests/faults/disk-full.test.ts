import { spawnSync } from "node:child_process";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "@limen/collect";
import { serveFiles, writeStudyFiles } from "@limen/collect/testing";
import { RandomStream } from "@limen/random";
import { temporaryDirectory } from "@limen/testing";
import { expect, onTestFinished, test } from "vitest";
import { Person } from "../support/person.ts";

/** A file system of two megabytes; undefined where we may not mount one. */
function smallDisk(): string | undefined {
  const folder = temporaryDirectory();
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "none", folder]);
  if (status !== 0) return undefined;
  onTestFinished(() => void spawnSync("umount", ["-l", folder]));
  return folder;
}

test("a full disk: refused with 507, nothing acknowledged is lost, and it goes on when there is room again", async (context) => {
  const disk = smallDisk();
  if (disk === undefined) return context.skip("mounting a small file system needs root");
  const place = join(disk, "answers.db");
  const files = await writeStudyFiles(temporaryDirectory());
  const first = await serveFiles(files, place);
  const ballast = join(disk, "ballast");
  const random = RandomStream.fromSeed("full disk");
  const acknowledged: string[] = [];
  const people: Person[] = [];

  /** Everyone who is there answers what they have not, and one more comes. */
  const goOn = async (address: string) => {
    const statuses: number[] = [];
    const begun = await Person.begin(address);
    statuses.push(begun.status);
    if (begun.person) people.push(begun.person);
    for (const person of people) {
      for (const seq of person.waiting) {
        const rtMs = 200 + random.uniform();
        const status = await person.answer(address, seq, rtMs);
        statuses.push(status);
        if (status === 204) acknowledged.push(`${seq} ${rtMs}`);
      }
    }
    return statuses;
  };
  const keptOf = async (gathered: typeof first.gathered) =>
    new Set((await gathered()).trials.map(({ trial, rt_ms }) => `${trial} ${rt_ms}`));

  expect(new Set(await goOn(first.address))).toEqual(new Set([200, 204]));
  const free = statfsSync(disk);
  writeFileSync(ballast, new Uint8Array((free.bfree - 2) * free.bsize));
  // The log takes some before it is full; then everything is refused.
  const statuses: number[] = [];
  for (let i = 0; i < 100 && statuses.at(-1) !== 507; i++) statuses.push(...(await goOn(first.address)));
  expect(statuses.filter((status) => ![200, 204, 507].includes(status))).toEqual([]);
  expect(statuses.at(-1)).toBe(507);
  const refused = await fetch(`${first.address}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ consent: people[0]!.consent, isSimulated: true }),
  });
  expect([refused.status, await refused.json()]).toEqual([507, { error: "storage-full" }]);
  // What reads goes on.
  expect((await fetch(`${first.address}/api/study`)).status).toBe(200);
  const full = await keptOf(first.gathered);
  expect(acknowledged.filter((answer) => !full.has(answer))).toEqual([]);

  rmSync(ballast);
  // Nobody started anything anew: with room again, the same server takes what was refused.
  expect(new Set(await goOn(first.address))).toEqual(new Set([200, 204]));
  await first.stop();
  const again = await serveFiles(files, place);
  onTestFinished(again.stop);
  expect(await again.database.check()).toEqual([]);
  expect(await keptOf(again.gathered)).toEqual(new Set(acknowledged));
  expect(acknowledged).toHaveLength(12 * people.length);
}, 120_000);

test("a database that cannot be made on a full disk says so", async (context) => {
  const disk = smallDisk();
  if (disk === undefined) return context.skip("mounting a small file system needs root");
  const free = statfsSync(disk);
  writeFileSync(join(disk, "ballast"), new Uint8Array(free.bfree * free.bsize));
  await expect(openDatabase(join(disk, "answers.db"))).rejects.toThrow(/full|no room|cannot be opened/i);
});
