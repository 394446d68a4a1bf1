import { type Problem, throwIfAny } from "@limen/errors";
import { auc, spearman } from "@limen/stats";
import { groupBy, type Row, type validityTable } from "@limen/tables";

/** A held-out picture with what the net says of it. */
export interface Scored {
  readonly kind: string;
  readonly split: string;
  /** Share of "face" in its label. */
  readonly label: number;
  /** p(face) of the net. */
  readonly score: number;
}

type Grade = Omit<Row<typeof validityTable>, "net">;

/** Kind of the real faces, and the name of all others together. */
const REAL = "face";
const OTHERS = "non-faces";

/**
 * The threshold, chosen on the real faces of the valid split so that a share `keep` of them pass, and what it does on the
 * test split: to real faces, to all non-faces, and to each kind. Throws a UserError when a split has no real faces.
 */
export function grade(pictures: readonly Scored[], keep: number): Grade[] {
  const real = (split: string) =>
    pictures.filter((picture) => picture.kind === REAL && picture.split === split).map(({ score }) => score);
  const [valid, test] = [real("valid"), real("test")];
  throwIfAny([...emptySplit("valid", valid), ...emptySplit("test", test)]);
  // The order statistic itself, not a value between two: then at least that share passes, also where scores are tied.
  const threshold = Float64Array.from(valid).sort()[Math.floor((1 - keep) * valid.length + 1e-9)]!;
  const passed = (scores: readonly number[]) =>
    scores.filter((score) => score >= threshold).length / scores.length;
  const faces = (split: string, scores: readonly number[]): Grade => ({
    kind: REAL,
    split,
    n: scores.length,
    auc: null,
    low: null,
    high: null,
    degree_rho: null,
    passed: passed(scores),
    threshold,
  });
  const others = (kind: string, own: readonly Scored[]): Grade[] => {
    const scores = own.filter(({ label }) => label < 0.5).map(({ score }) => score);
    if (scores.length === 0) return [];
    const { estimate, low, high } = auc(test, scores);
    const rho = kind === OTHERS ? null : degreeCorrelation(own);
    return [
      {
        kind,
        split: "test",
        n: scores.length,
        auc: estimate,
        low,
        high,
        degree_rho: rho,
        passed: passed(scores),
        threshold,
      },
    ];
  };
  const nonFaces = pictures.filter(({ kind, split }) => kind !== REAL && split === "test");
  const byKind = [...groupBy(nonFaces, ({ kind }) => kind)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    faces("valid", valid),
    faces("test", test),
    ...others(OTHERS, nonFaces),
    ...byKind.flatMap(([kind, own]) => others(kind, own)),
  ];
}

/** Does the score follow the label's degrees? Null for kinds without any. */
function degreeCorrelation(own: readonly Scored[]): number | null {
  return spearman(
    own.map(({ score }) => score),
    own.map(({ label }) => label),
  );
}

function emptySplit(split: string, scores: readonly number[]): Problem[] {
  if (scores.length > 0) return [];
  return [
    {
      message: `there are no real faces in the ${split} split`,
      hint: "the threshold is chosen on valid faces and tried on test faces: prepare-faces must fill both",
    },
  ];
}
