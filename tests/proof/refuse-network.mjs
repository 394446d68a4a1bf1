// Loaded before a command (node --import): whatever asks the network throws, and at the end the file $LIMEN_TEST_LOADS
// says which native libraries the process has loaded.

import dns from "node:dns";
import { readFileSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";

const refuse = () => {
  throw new Error("this command must not ask the network");
};
Socket.prototype.connect = refuse;
dns.lookup = refuse;
dns.promises.lookup = refuse;
globalThis.fetch = refuse;

process.on("exit", () => {
  const maps = readFileSync("/proc/self/maps", "utf8");
  const libraries = [...new Set(maps.match(/\/\S+\.(?:so|node)\S*/g) ?? [])];
  writeFileSync(process.env.LIMEN_TEST_LOADS, libraries.join("\n"));
});
