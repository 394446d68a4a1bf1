import { serveFiles } from "../support/collect-study.ts";

/** A server in a process of its own, to be killed: stimuli, faces, database, port. */
const [stimuli, faces, place, port] = process.argv.slice(2) as [string, string, string, string];
await serveFiles({ stimuli, faces }, place, { port: Number(port) });
process.send?.("ready");
