import type { Exclusions } from "./apply-exclusions.ts";

interface KnownParticipant {
  readonly participant_id: string;
  readonly careless: boolean | null;
}

/** Lines for the log: how many each rule struck and, for simulated people, how many careless ones were found. */
export function describeExclusions(exclusions: Exclusions, known: readonly KnownParticipant[]): string[] {
  const total = new Set(exclusions.rows.map((row) => row.participant_id)).size;
  const rules = [...new Set(exclusions.rows.map((row) => row.rule))];
  const counts = rules.map(
    (rule) => `${rule} ${exclusions.rows.filter((row) => row.rule === rule && row.excluded).length}`,
  );
  const lines = [`${exclusions.excluded.size} of ${total} participants excluded (${counts.join(", ")})`];
  const judged = known.filter((person) => person.careless !== null);
  if (judged.length > 0) {
    const careless = judged.filter((person) => person.careless);
    const caught = careless.filter((person) => exclusions.excluded.has(person.participant_id)).length;
    const wrongly = judged.filter((p) => !p.careless && exclusions.excluded.has(p.participant_id)).length;
    lines.push(
      `simulated observers: ${caught} of ${careless.length} careless ones found, ${wrongly} of ${judged.length - careless.length} others excluded`,
    );
  }
  return lines;
}
