import { suggestion, UserError } from "@limen/errors";
import { findWorkspace, loadStage, stageNames } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { print, printJson } from "../output.ts";
import { table } from "../render/format.ts";
import { stageText, stageValue } from "../render/stage-text.ts";

interface StageOptions {
  readonly list?: boolean;
  readonly json?: boolean;
}

/** `limen stage`: help made from a stage's declaration. */
export async function stage(name: string | undefined, { list, json }: StageOptions): Promise<number> {
  const { stages } = findWorkspace();
  const names = stageNames(stages);
  if (name === undefined || list) {
    const found = await Promise.all(names.map((one) => loadStage(stages, one)));
    const rows = found.map(({ declaration }) => [declaration.name, declaration.summary]);
    if (json) printJson(rows.map(([stageName, summary]) => ({ name: stageName, summary })));
    else print(table(["stage", "what it does"], rows));
    return EXIT.good;
  }
  if (!names.includes(name)) {
    throw new UserError({ message: `unknown stage "${name}"`, hint: suggestion(name, names) });
  }
  const { declaration } = await loadStage(stages, name);
  if (json) printJson(stageValue(declaration));
  else print(stageText(declaration));
  return EXIT.good;
}
