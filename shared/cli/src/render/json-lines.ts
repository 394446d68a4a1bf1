import { print } from "../output.ts";
import type { Renderer } from "./renderer.ts";

/** Every event as one line of JSON. */
export function jsonLines(): Renderer {
  return { show: (event) => print(JSON.stringify(event)), close: () => {} };
}
