import { element } from "@limen/participant-page/elements";
import { fill } from "@limen/participant-page/strings";
import type { Count, Summary } from "./api.ts";
import { histogram } from "./histogram.ts";
import { strings } from "./strings.ts";
import { percent, table } from "./table.ts";

/** How many sessions, of whom, in which state. */
export function sessions({ people, simulated, withdrawn }: Summary): Node[] {
  const columns = [people, simulated];
  const row = (name: string, value: (count: Count) => number) => [
    name,
    ...columns.map((own) => String(value(own))),
  ];
  const { measures } = strings;
  return [
    table(
      strings.sessionsTitle,
      ["", strings.people, strings.simulated],
      [
        row(measures.begun, ({ begun }) => begun),
        row(measures.goingOn, ({ goingOn }) => goingOn),
        row(measures.complete, ({ complete }) => complete),
        row(measures.left, ({ begun, goingOn, complete }) => begun - goingOn - complete),
        row(measures.answers, ({ answers }) => answers),
        [
          measures.progress,
          ...columns.map(({ medianProgress }) => (medianProgress === null ? "–" : percent(medianProgress))),
        ],
      ],
    ),
    element("p", {}, [fill(strings.withdrawn, { count: withdrawn })]),
    element("p", { className: "aside" }, [strings.leftText]),
  ];
}

/** How far the answers are, and which stimuli, or pairs of them, wait for them. */
export function stimuli({ task, answersPerStimulus }: Summary): Node[] {
  const shown = strings.shown[task === "comparison" ? "pairs" : "stimuli"];
  const { stimuli: count, wanted, least, most, done, histogram: counts, behind } = answersPerStimulus;
  const said = fill(strings.done, { percent: percent(done), wanted, count, many: shown.many });
  return [
    element("p", {}, [said]),
    element("progress", { value: done, max: 1, aria: { label: said } }),
    element("p", { className: "aside" }, [fill(strings.range, { least, most, one: shown.one })]),
    histogram(counts, wanted, shown),
    element("h3", {}, [strings.behindTitle]),
    behind.length === 0
      ? element("p", {}, [fill(strings.behindNone, { one: shown.one })])
      : table(
          strings.behindTitle,
          [shown.head, strings.answers],
          behind.map(({ stimulus, answers }) => [stimulus, String(answers)]),
        ),
  ];
}

/** Links that the browser saves: the login's cookie goes along. */
export function exports(): Node[] {
  const link = (href: string, label: string) =>
    element("li", {}, [element("a", { href, download: "" }, [label])]);
  return [
    element("p", {}, [strings.exportText]),
    element("ul", {}, [
      link("/api/admin/collected.tar", strings.exportFolder),
      ...Object.entries(strings.exportTable).map(([name, label]) => link(`/api/admin/export/${name}`, label)),
    ]),
  ];
}
