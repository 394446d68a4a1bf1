import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { lockPath, makeLock, notRun, readLock, verifyPipeline, writeLock } from "@limen/proof";
import { RandomStream } from "@limen/random";
import { makePlan, openSession } from "@limen/runner";
import { toyPlan, toyRun, workspaceOf } from "@limen/runner/toy-run";
import { toyWorkspace } from "@limen/testing";
import { expect, test } from "vitest";

const isFull = Boolean(process.env.LIMEN_TEST_FULL);
const CASES = isFull ? 1000 : 100;

const DAG = `
limen: 1
name: toy
nodes:
  number: { uses: make-number, foreach: { value: [17, 18, 40] } }
  rounded: { uses: round-number, inputs: { number: "number[17].number" } }
  sum: { uses: sum-numbers, inputs: { numbers: number.number, extra: rounded.number } }
`;

const DAMAGES = ["flip", "cut", "swap", "delete", "grow", "blank"] as const;
type Damage = (typeof DAMAGES)[number];

test(
  `${CASES} flipped bits, cut, swapped, deleted, grown and blanked files: each is named with its remedy, none is served`,
  async () => {
    const toys = toyWorkspace(["make-number", "round-number", "sum-numbers"]);
    const file = toys.writePipeline(DAG);
    await toyRun(toys, file);
    const { pipeline, session } = await toyPlan(toys, file);
    const lock = lockPath(pipeline);
    writeLock(lock, await makeLock(pipeline, session));
    const index = join(toys.artifacts, "views/toy/nodes.json");
    const places = [lock, index, ...filesIn("objects"), ...filesIn("runs")];
    expect(places.length).toBeGreaterThan(10);
    const random = RandomStream.fromSeed("damage");
    const counts: Record<string, number> = {};
    for (let round = 0; round < CASES; round++) {
      const draw = random.split(round);
      const place = pick(places, draw);
      const damage = pick(DAMAGES, draw);
      const name = `${damage} of ${relative(toys.root, place)} (case ${round})`;
      const good = readFileSync(place);
      const aside = apply(damage, place, good, places, draw);
      const named = faults();
      expect(named, name).not.toEqual([]);
      // A changed key in the index leads to a run that is not there: then that record is named.
      if (![place, aside?.place].some((path) => path !== undefined && named.includes(path)))
        expect(place, name).toBe(index);
      expectNotServed(place, name);
      restore(place, good);
      if (aside !== undefined) restore(aside.place, aside.good);
      expect(faults(), `mended after ${name}`).toEqual([]);
      counts[damage] = (counts[damage] ?? 0) + 1;
    }
    process.stdout.write(`${CASES} damages, all named, none served: ${JSON.stringify(counts)}\n`);

    function filesIn(folder: string): string[] {
      const path = join(toys.artifacts, folder);
      return readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
    }

    /** What `limen verify` names. */
    function faults(): string[] {
      const lookup = readLock(lock);
      const files = verifyPipeline("toy", openSession(workspaceOf(toys)), { lock: lookup });
      const missing = lookup.state === "found" ? notRun(lookup.lock, files) : [];
      const bad = files.filter(({ state }) => state !== "good");
      for (const { remedy, path } of bad) expect(remedy, path).toMatch(/limen (run|lock|challenge|repair)/);
      return [...bad.map(({ path }) => path), ...missing];
    }

    /** No damaged object counts as a result, and no record that is not whole. */
    function expectNotServed(place: string, name: string): void {
      if (place === lock || place === index) return;
      const fresh = openSession(workspaceOf(toys));
      const { resolved } = makePlan(pipeline, fresh, { forced: new Set() });
      for (const { record } of resolved.values()) {
        for (const { digest } of Object.values(record?.outputs ?? {}))
          expect(fresh.store.objects.check(digest).state, name).toBe("good");
      }
      expect(
        [...resolved.values()].every(({ record }) => record !== undefined),
        name,
      ).toBe(false);
    }
  },
  isFull ? 600_000 : 120_000,
);

/** Damages a file; a swap damages another one too, which is given to be mended. */
function apply(
  damage: Damage,
  place: string,
  good: Buffer,
  places: readonly string[],
  draw: RandomStream,
): { place: string; good: Buffer } | undefined {
  chmodSync(place, 0o644);
  const at = Math.floor(draw.uniform() * good.length);
  const bytes = Buffer.from(good);
  switch (damage) {
    case "flip":
      bytes[at]! ^= 1 << Math.floor(draw.uniform() * 8);
      writeFileSync(place, bytes);
      return undefined;
    case "cut":
      writeFileSync(place, bytes.subarray(0, at));
      return undefined;
    case "grow":
      writeFileSync(place, Buffer.concat([bytes, bytes.subarray(at)]));
      return undefined;
    case "blank":
      writeFileSync(place, bytes.fill(0, at));
      return undefined;
    case "delete":
      rmSync(place);
      return undefined;
    case "swap": {
      const others = places.filter(
        (other) => other !== place && dirname(dirname(other)) === dirname(dirname(place)),
      );
      const other = pick(others.length > 0 ? others : places.filter((one) => one !== place), draw);
      const kept = { place: other, good: readFileSync(other) };
      chmodSync(other, 0o644);
      copyFileSync(other, place);
      writeFileSync(other, good);
      return kept;
    }
  }
}

/** In place where it is still there: readable names are links to the same file. */
function restore(place: string, good: Buffer): void {
  mkdirSync(dirname(place), { recursive: true });
  if (existsSync(place)) chmodSync(place, 0o644);
  writeFileSync(place, good);
}

function pick<T>(list: readonly T[], draw: RandomStream): T {
  return list[Math.floor(draw.uniform() * list.length)]!;
}
