import { fileURLToPath } from "node:url";
import { printTable } from "./print-table.ts";
import { runSide } from "./run-side.ts";
import type { Scaled } from "./scale-limen.ts";

/** What boundary sampling costs as there is more of it: 1, 4 and 16 times the stimuli, and larger pictures. No peer. */
const SIZE = 48;
/** Of each of eight pairs: 2 fill one block of 16. */
const ATTEMPTS = [2, 8, 32];
const SIZES = [32, 48, 64, 96];
const MIB = 2 ** 20;

const HEADER = ["pixels", "attempts", "s", "s an attempt", "CPU-s an attempt", "peak MiB"];
console.log("More stimuli: seconds grow with them, memory does not.");
printTable([HEADER, ...ATTEMPTS.map((attempts) => measure(SIZE, attempts))]);
console.log("Larger pictures, one block:");
printTable([HEADER, ...SIZES.map((size) => measure(size, ATTEMPTS[0]!))]);

/** A process of its own each, so that the peak is that run's. */
function measure(size: number, attemptsOfPair: number): string[] {
  const child = fileURLToPath(new URL("./scale-limen.ts", import.meta.url));
  const command = [process.execPath, "--import", "tsx", child, String(size), String(attemptsOfPair)] as const;
  const { attempts, cpu, wall, peakBytes } = runSide<Scaled>(command);
  return [
    `${size} × ${size}`,
    String(attempts),
    wall.toFixed(1),
    (wall / attempts).toFixed(2),
    (cpu / attempts).toFixed(2),
    (peakBytes / MIB).toFixed(0),
  ];
}
