import { createRequire } from "node:module";
import { dirname } from "node:path";
import { buildServer, openDatabase, openStudy } from "@limen/collect";
import { toyStudy } from "@limen/collect/testing";

/** The server, in a process of its own: told where the database is, then when to begin and to end counting its CPU time. */
const STIMULI = 1500;
const DESIGN = {
  trialsPerParticipant: 450,
  coreStimuli: 100,
  repeats: 25,
  catchShare: 0.05,
  blocks: 6,
  answersPerStimulus: 20,
};

/** What the server is told. */
export interface Served {
  readonly place: string;
  /** Half of the trials are chosen, among 500 faces each. */
  readonly isClosed: boolean;
}

let before: NodeJS.CpuUsage | undefined;
process.on("message", (message) => {
  if (message === "begin") {
    before = process.cpuUsage();
    process.send!({});
  } else if (message === "end") {
    const { user, system } = process.cpuUsage(before);
    process.send!({ cpu: (user + system) / 1e6, bytes: process.memoryUsage.rss() });
  } else void serve(message as Served);
});

process.once("disconnect", () => process.exit());

async function serve({ place, isClosed }: Served): Promise<void> {
  const study = toyStudy({ ...DESIGN, ...(isClosed ? { closedLoop: {} } : {}) }, STIMULI);
  const open = await openStudy(study, await openDatabase(place));
  const server = await buildServer(open, {
    adminToken: "a token of the benchmark",
    isBehindProxy: false,
    pageSources: dirname(createRequire(import.meta.url).resolve("@limen/participant-page/main")),
    onInternalError: (error) => {
      throw error;
    },
  });
  process.send!({ address: await server.listen({ host: "127.0.0.1", port: 0 }) });
}
