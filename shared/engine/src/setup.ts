import { INTERNAL_ERROR_EXIT, InternalError, USER_ERROR_EXIT, UserError } from "@limen/errors";
import { ensureEngine } from "./ensure-engine.ts";
import type { EngineEvent } from "./progress.ts";

/** `node --import tsx src/setup.ts`: installs the engine, with plain lines on stderr. Exits 0, 2 or 70. */
try {
  const { directory, installedNow } = await ensureEngine({ onEvent: progressLines() });
  if (!installedNow) say(`the TensorFlow engine is present in ${directory}`);
} catch (error) {
  if (error instanceof UserError) {
    say(error.message);
    process.exitCode = USER_ERROR_EXIT;
  } else {
    const cause = error instanceof Error ? error : new InternalError(String(error));
    say(`${cause.stack}\nThis is a fault of Limen's: please report it.`);
    process.exitCode = INTERNAL_ERROR_EXIT;
  }
}

/** One line a message, and one for each tenth of a download. */
function progressLines(): (event: EngineEvent) => void {
  let last = "";
  return ({ message, fraction }) => {
    const tenths = fraction === undefined || fraction === 0 ? "" : `: ${Math.floor(fraction * 10) * 10} %`;
    const line = `${message}${tenths}`;
    if (line !== last) say(line);
    last = line;
  };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
