import { element } from "@limen/participant-page/elements";
import { fill } from "@limen/participant-page/strings";
import type { Judged } from "./api.ts";
import { strings } from "./strings.ts";
import { table } from "./table.ts";

const GROUPS = ["complete", "running", "simulated"] as const;
type Group = (typeof GROUPS)[number];

/** Whom the rules would exclude: counts, then each of them with what the rules found. */
export function exclusions(judged: readonly Judged[]): Node[] {
  const struck = judged.filter(isExcluded);
  const counts = GROUPS.flatMap((group) => {
    const all = judged.filter((one) => groupOf(one) === group);
    if (all.length === 0) return [];
    const excluded = all.filter(isExcluded).length;
    const text = fill(strings.exclusionsOf, { all: all.length, group: strings.groups[group], excluded });
    return [element("li", {}, [text])];
  });
  if (struck.length === 0) return [element("ul", {}, counts), element("p", {}, [strings.exclusionsNone])];
  const rules = struck[0]!.verdicts.map(({ rule }) => rule);
  const heads = rules.map((rule, place) => {
    const count = struck.filter(({ verdicts }) => verdicts[place]!.excluded).length;
    return `${strings.rules[rule]} (${fill(strings.strikes, { count })})`;
  });
  return [
    element("ul", {}, counts),
    table(
      strings.exclusionsTitle,
      [strings.participant, strings.group, strings.trials, ...heads],
      struck.map((one) => [
        one.participant,
        strings.groupShort[groupOf(one)],
        String(one.trials),
        ...one.verdicts.map(verdictCell),
      ]),
    ),
  ];
}

function isExcluded({ verdicts }: Judged): boolean {
  return verdicts.some(({ excluded }) => excluded);
}

function groupOf({ source, isComplete }: Judged): Group {
  if (source === "simulated") return "simulated";
  return isComplete ? "complete" : "running";
}

/** What the rule found; where it strikes, in words too: colour alone tells nothing to some. */
function verdictCell({ rule, value, threshold, excluded }: Judged["verdicts"][number]): Node {
  if (value === null) return element("span", {}, ["–"]);
  const sign = rule === "one_key" ? ">" : "<";
  const text = excluded ? `${short(value)} ${sign} ${short(threshold)}: ${strings.struck}` : short(value);
  return element("span", excluded ? { className: "struck" } : {}, [text]);
}

/** At most two digits after the point. */
function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
