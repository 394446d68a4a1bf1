import { RandomStream, shuffled } from "@limen/random";
import { groupBy, type Row, type stimuliTable } from "@limen/tables";
import type { splitsTable } from "./splits-table.ts";

type Stimulus = Pick<
  Row<typeof stimuliTable>,
  "stimulus_id" | "match_id" | "series" | "face_id" | "anchor_id"
>;
type Split = Row<typeof splitsTable>;

/** Shares of what is not trained on; the rest is. */
const STIMULI = { test: 0.2, valid: 0.1 } as const;
const PEOPLE = { test: 0.2 } as const;

/** Splits by names alone, so that the same stimuli and people are parted the same way in every release. */
export function splitStudy(stimuli: readonly Stimulus[], participants: readonly string[]): Split[] {
  const groups = groupsOf(stimuli);
  const members = groupBy(
    stimuli.map(({ stimulus_id }) => stimulus_id),
    (id) => groups.get(id)!,
  );
  const random = RandomStream.fromSeed("limen release");
  const ofStimuli = deal(members, STIMULI, random.split("stimuli"));
  const ofPeople = deal(new Map(participants.map((id) => [id, [id]])), PEOPLE, random.split("participants"));
  return [
    ...stimuli.map(({ stimulus_id }): Split => {
      const group = groups.get(stimulus_id)!;
      return { kind: "stimulus", id: stimulus_id, split: ofStimuli.get(group)!, group };
    }),
    ...participants.map((id): Split => ({ kind: "participant", id, split: ofPeople.get(id)!, group: id })),
  ];
}

/** Each stimulus' group, named by the first of its stimuli in the order of names: what shares noise, a real face or a match is linked. */
function groupsOf(stimuli: readonly Stimulus[]): ReadonlyMap<string, string> {
  const parents = new Map<string, string>();
  const find = (name: string): string => {
    let root = name;
    for (let next = parents.get(root); next !== undefined && next !== root; next = parents.get(root))
      root = next;
    return root;
  };
  const join = (a: string, b: string) => {
    for (const name of [a, b]) if (!parents.has(name)) parents.set(name, name);
    const [first, second] = [find(a), find(b)];
    if (first !== second) parents.set(second, first);
  };
  for (const { stimulus_id, match_id, series, face_id, anchor_id } of stimuli) {
    join(`s ${stimulus_id}`, `s ${stimulus_id}`);
    if (match_id !== null) join(`s ${match_id}`, `s ${stimulus_id}`);
    if (series !== null) join(`series ${series}`, `s ${stimulus_id}`);
    for (const face of [face_id, anchor_id]) if (face !== null) join(`face ${face}`, `s ${stimulus_id}`);
  }
  const names = new Map<string, string>();
  for (const id of stimuli.map(({ stimulus_id }) => stimulus_id).sort()) {
    const root = find(`s ${id}`);
    if (!names.has(root)) names.set(root, id);
  }
  return new Map(stimuli.map(({ stimulus_id }) => [stimulus_id, names.get(find(`s ${stimulus_id}`))!]));
}

/** Gives whole groups to test, then to valid, in random order, as long as that brings each nearer to its share. */
function deal(
  groups: ReadonlyMap<string, readonly string[]>,
  shares: Readonly<Partial<Record<"test" | "valid", number>>>,
  random: RandomStream,
): ReadonlyMap<string, string> {
  const names = shuffled(random, [...groups.keys()].sort());
  const sizeOf = (name: string) => groups.get(name)!.length;
  const total = names.reduce((sum, name) => sum + sizeOf(name), 0);
  const dealt = new Map<string, string>();
  for (const [split, share] of Object.entries(shares)) {
    let taken = 0;
    for (const name of names) {
      if (dealt.has(name) || taken + sizeOf(name) / 2 > share * total) continue;
      dealt.set(name, split);
      taken += sizeOf(name);
    }
  }
  return new Map(names.map((name) => [name, dealt.get(name) ?? "train"]));
}
