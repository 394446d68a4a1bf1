import { serveFiles, type ToyFiles } from "@limen/collect/testing";

/** A server in a process of its own, to be killed: files of the study and settings as JSON, database, port. */
const [files, change, place, port] = process.argv.slice(2) as [string, string, string, string];
await serveFiles(JSON.parse(files) as ToyFiles, place, {
  port: Number(port),
  change: JSON.parse(change) as object,
});
process.send?.("ready");
