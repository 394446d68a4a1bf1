import { readClassifier } from "@limen/models";
import type { ContextOf } from "@limen/stage";
import { validityTable, writeTable } from "@limen/tables";
import { grade } from "./grade.ts";
import type stage from "./index.ts";
import { scorePictures } from "./score-pictures.ts";

export async function run(context: ContextOf<typeof stage>): Promise<void> {
  const classifier = await readClassifier(context.input("classifier").path);
  try {
    const paths = { faces: context.input("faces").path, kinds: context.input("kinds").path };
    const rows = grade(await scorePictures(classifier, paths), context.params.keep);
    const net = classifier.config.name;
    await writeTable(
      context.output("validity"),
      validityTable,
      rows.map((row) => ({ net, ...row })),
    );
    for (const { kind, split, n, auc, passed } of rows) {
      const area = auc === null ? "" : `, area under the curve ${auc.toFixed(3)}`;
      context.log(`${kind} (${split}, ${n}): ${(100 * passed).toFixed(1)} % pass${area}`);
    }
  } finally {
    classifier.dispose();
  }
}
