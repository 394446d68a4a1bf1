import { join } from "node:path";
import { type Check, failed, passed } from "./check.ts";
import { engineEnvironment } from "./environment.ts";
import { BINDING, engineDirectory, enginePin, isInstalled } from "./locate.ts";
import { TENSORFLOW_VERSION } from "./pins.ts";
import { lastLines, runCommand } from "./run-command.ts";

const NAME = "TensorFlow engine";

// The binding alone, without tfjs: [[1, 2], [3, 4]] squared, printed with the library's version.
const PROBE = `
const binding = require(process.argv[1]);
const matrix = () => binding.createTensor([2, 2], binding.TF_FLOAT, new Float32Array([1, 2, 3, 4]));
const type = { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
const flags = ["transpose_a", "transpose_b"].map((name) => ({ name, type: binding.TF_ATTR_BOOL, value: false }));
const [product] = binding.executeOp("MatMul", [type, ...flags], [matrix(), matrix()], 1);
process.stdout.write(binding.TF_Version + " " + Array.from(binding.tensorDataSync(product.id)).join(","));
`;

/** Whether the engine is there, loads, and multiplies: tried in a child, so that a crash is only reported. */
export async function checkEngine(): Promise<Check> {
  const directory = engineDirectory();
  if (!isInstalled(directory)) return failed(NAME, "not installed", "run `npm run setup`");
  const { status, stdout, stderr } = await runCommand(
    process.execPath,
    ["-e", PROBE, join(directory, BINDING)],
    { environment: engineEnvironment() },
  );
  if (status === 0 && stdout === `${TENSORFLOW_VERSION} 7,10,15,22`) {
    const note = enginePin().tried ? "" : "; this platform's build was never tried by its authors";
    return passed(NAME, `TensorFlow ${TENSORFLOW_VERSION}, loads and multiplies, in ${directory}${note}`);
  }
  const reason = lastLines(stderr, 3) || `exit status ${status}, printed "${stdout}"`;
  return failed(
    NAME,
    `does not load: ${reason}`,
    `remove it and make it again: \`rm -r '${directory}' && npm run setup\``,
  );
}
