// A node's process, from the bundle that its command runs, which it is given open.
const { loadBundle } = require("./load-bundle.cjs");

/** After standard input, output, error and the channel to the command. */
const descriptor = 4;
const [file, sha256] = process.argv.slice(2);
const loaded = loadBundle({ descriptor, file, sha256, use: "node" });
if (loaded === undefined) throw new Error(`${file} was damaged, and is deleted: give the command again`);
loaded.answerJob();
