import { printNumbers } from "./print-numbers.ts";
import { writeReference } from "./reference.ts";

writeReference(printNumbers());
