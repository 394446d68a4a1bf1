import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import {
  buildServer,
  type Database,
  gather,
  newToken,
  openDatabase,
  openEarlierRound,
  openStudy,
  readStudy,
  type StudyFiles,
  studySettings,
  writeCollected,
} from "@limen/collect";
import { UserError } from "@limen/errors";
import { openPlaces } from "@limen/experiment";
import { findWorkspace, readParameters } from "@limen/runner";
import { EXIT } from "../exit.ts";
import { print, printError } from "../output.ts";
import { stopSignal } from "../stop-signal.ts";
import { studyFilesOf } from "../study-files.ts";
import { writeWhole } from "../write-whole.ts";

interface CollectOptions {
  readonly faces?: string;
  readonly predictions?: string;
  readonly targets?: string;
  readonly after?: string;
  readonly settings?: string;
  readonly database?: string;
  readonly host: string;
  readonly port: number;
  readonly behindProxy?: boolean;
  readonly export?: string;
}

/** `limen collect`: serves the experiment until it is stopped; or writes what was collected to a folder. */
export async function collect(source: string, options: CollectOptions): Promise<number> {
  const given = adminTokenOf(process.env.LIMEN_ADMIN_TOKEN);
  const settings = options.settings
    ? readParameters(options.settings, studySettings)
    : studySettings.parse({});
  const { faces, predictions } = options;
  if (predictions !== undefined && settings.closedLoop === undefined) {
    throw new UserError({
      message: "predictions are given, and the study has no closed loop that would go by them",
      place: { field: "--predictions" },
      hint: "set closedLoop in the file of settings, e.g. closedLoop: {}; or leave the predictions out",
    });
  }
  const { targets, after } = options;
  if ((targets === undefined) !== (after === undefined)) {
    throw new UserError({
      message: "a second round needs both: who is to see what, and the database of the first round",
      place: { field: targets === undefined ? "--targets" : "--after" },
      hint: "give --targets FILE (of manipulate-people) and --after DATABASE, or neither",
    });
  }
  const own = {
    ...(faces ? { faces } : {}),
    ...(predictions ? { predictions } : {}),
    ...(targets ? { targets } : {}),
  };
  const files: StudyFiles = { ...(await studyFilesOf(source)), ...own };
  const study = await readStudy(files, settings);
  const where = options.database ?? `${basename(source).replace(/\.\w+$/, "")}.answers.db`;
  const first = after === undefined ? undefined : await openFirst(after, where);
  const database = await openDatabase(where);
  try {
    const earlier = first === undefined ? null : await openEarlierRound(first, after!);
    const open = await openStudy(study, database, Date.now, earlier);
    if (options.export !== undefined) {
      const collected = await gather(open);
      await writeWhole(options.export, (folder) => writeCollected(folder, collected, study.classes));
      print(
        `written: ${collected.trials.length + collected.comparisons.length} trials of ${collected.participants.length} participants in ${options.export}`,
      );
      return EXIT.good;
    }
    const adminToken = given ?? newToken();
    const server = await buildServer(open, {
      adminToken,
      isBehindProxy: options.behindProxy ?? false,
      pageSources: join(findWorkspace().root, "shared/participant-page/src"),
      onInternalError: (error) => printError(error.stack ?? error.message),
    });
    const { signal, release } = stopSignal();
    try {
      const address = await server.listen({ host: options.host, port: options.port });
      announce(study, files, { address, where, adminToken: given ? undefined : adminToken });
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      throw new UserError({
        message: `port ${options.port} is in use`,
        place: { field: "--port" },
        hint: "give another port, or stop the program that has it",
      });
    } finally {
      release();
      await server.close();
    }
    print("stopped; the same command goes on");
    return EXIT.good;
  } finally {
    await database.close();
    await first?.close();
  }
}

/** The first round's database, which is only read. Throws a UserError when it is not there, or is the second round's own. */
async function openFirst(after: string, where: string): Promise<Database> {
  const isFile = !/^postgres(ql)?:/.test(after);
  if (after === where || (isFile && !existsSync(after))) {
    throw new UserError({
      message: after === where ? "that is this round's own database" : "no such database",
      place: { field: "--after", file: after },
      hint: "name the database that the first round's answers are in",
    });
  }
  return openDatabase(after);
}

/** What nobody guesses; undefined where none is set. */
function adminTokenOf(given: string | undefined): string | undefined {
  if (given === undefined || given === "") return undefined;
  if (/^[\w-]{16,200}$/.test(given)) return given;
  throw new UserError({
    message: "LIMEN_ADMIN_TOKEN is no good token",
    place: { field: "LIMEN_ADMIN_TOKEN" },
    hint: "give 16 to 200 letters, digits, _ or -, chosen by chance; without it one is made and printed",
  });
}

interface Announced {
  readonly address: string;
  readonly where: string;
  readonly adminToken: string | undefined;
}

function announce(
  { stimuli, items, catches, size, settings, targets }: Awaited<ReturnType<typeof readStudy>>,
  files: StudyFiles,
  { address, where, adminToken }: Announced,
): void {
  const { core, own, repeats } = size;
  const shown =
    settings.task === "comparison"
      ? `${items.length} pairs of ${stimuli.length} stimuli`
      : `${stimuli.length} stimuli`;
  print(`participants: ${address}/ (recruiters: ${address}/join?PROLIFIC_PID=…)`);
  if (targets)
    print(`a second round: for ${targets.size} participants of the first, each with what is meant for them`);
  else
    print(
      `each of them: ${core + own + repeats + size.catches} trials of ${settings.task} (${core} core, ${own} of their own, ${repeats} repeats, ${size.catches} catch) of ${shown} in ${files.stimuli}`,
    );
  const { closedLoop } = settings;
  if (closedLoop)
    print(`closed loop: ${openPlaces(size, closedLoop)} of the ${own} are chosen, by ${files.predictions}`);
  print(`answers: ${where.replace(/:[^:@/]*@/, ":…@")}`);
  print(`researcher's page: ${address}/researcher`);
  if (adminToken !== undefined)
    print(`researcher's token: ${adminToken} (set LIMEN_ADMIN_TOKEN to keep one)`);
  if (!settings.consent)
    printError("no consent text is set, so a pilot's is shown: before strangers take part, give your own");
  if (catches.length === 0)
    printError("no faces table is given, so there are neither catch trials nor practice");
}
