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
  const rules = struck[0]!.verdicts;
  const heads = rules.map(({ rule, threshold }) => fill(strings.rules[rule], { limit: threshold }));
  const strikes = rules.map((_, place) =>
    String(struck.filter((one) => one.verdicts[place]!.excluded).length),
  );
  return [
    element("ul", {}, counts),
    table(
      strings.exclusionsTitle,
      [strings.participant, strings.group, strings.trials, ...heads],
      [
        [strings.strikes, "", "", ...strikes],
        ...struck.map((one) => [
          element("span", { className: "name" }, [one.participant]),
          strings.groupShort[groupOf(one)],
          String(one.trials),
          ...one.verdicts.map(verdictCell),
        ]),
      ],
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

/** What the rule found; where it strikes, in words for those who do not see how it is marked. */
function verdictCell({ value, excluded }: Judged["verdicts"][number]): Node {
  const text = value === null ? "–" : String(Math.round(value * 100) / 100);
  if (!excluded) return element("span", {}, [text]);
  return element("strong", { className: "struck" }, [
    text,
    element("span", { className: "unseen" }, [` ${strings.struck}`]),
  ]);
}
