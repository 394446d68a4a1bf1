import { checkClaim, type ExpectedClaim, wantedText } from "@limen/claims";
import { dataTable } from "../data-table.ts";
import { figureBlock } from "../figure-block.ts";
import { type Html, html } from "../html.ts";
import { labelsOf } from "../labels.ts";
import { counted } from "../numbers.ts";
import type { ReportData } from "../read.ts";

/** Claims written down beside the pipeline, held against what was found here. Null without such a file. */
export function expectationsFigure(data: ReportData, expected: readonly ExpectedClaim[] | null): Html | null {
  const { claims } = data;
  if (!claims || expected === null) return null;
  const checked = expected.map((claim) => {
    const found = claims.artifacts.find(({ node, instance }) => {
      return claim.table === `${instance === null ? node : `${node}[${instance}]`}.claims`;
    });
    const columns = Object.keys(claims.rows[0] ?? {});
    return { claim, result: found ? checkClaim(claim, claims.rows, columns) : null };
  });
  const read = checked.filter(({ result }) => result !== null);
  const passed = read.filter(({ result }) => result?.passes).length;
  const others = checked.length - read.length;
  const title = `Expected and found: ${passed} of ${counted(read.length, "claim")} that can be read here hold`;
  return figureBlock({
    id: "expectations",
    title,
    caption: `What the file of claims beside the pipeline expects, and what this run found.${
      others === 0
        ? ""
        : ` ${counted(others, "claim")} on other tables than the evaluation's: the command limen claims reads them too.`
    }`,
    body: dataTable(
      title,
      ["claim", "figure", "found", "expected", "passes", "cost"],
      checked.map(({ claim, result }) => [
        claim.claim,
        claim.figure,
        result === null ? "not read here" : result.found,
        wantedText(claim),
        result === null
          ? "–"
          : html`<span class="${result.passes ? "yes" : "no"}">${result.passes ? "yes" : "no"}</span>${result.why ? ` (${result.why})` : ""}`,
        claim.cost,
      ]),
    ),
    sources: claims.artifacts,
    labels: labelsOf(data, claims.rows),
    data: null,
  });
}
