// `npm run generate`: writes the text that derives from declarations (tables in the stages' READMEs, docs/tables.md,
// pipelines/schema.json). With --check it writes nothing, names what has drifted and exits 1.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedFiles } from "../tests/generated/generated-files.ts";
import { root } from "./setup.mjs";

const check = process.argv.includes("--check");
const drifted = (await generatedFiles()).filter(({ path, content }) => {
  const place = join(root, path);
  return !existsSync(place) || readFileSync(place, "utf8") !== content;
});
for (const { path, content } of drifted) {
  process.stdout.write(`${check ? "drifted" : "wrote"} ${path}\n`);
  if (check) continue;
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
if (check && drifted.length > 0) {
  process.stdout.write("run `npm run generate`\n");
  process.exit(1);
}
