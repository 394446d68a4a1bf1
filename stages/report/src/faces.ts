import type { ImageCell } from "@limen/tables/spec";
import { type Html, html } from "./html.ts";

/** A face as an inline image of `side` pixels, smoothly scaled. */
export function faceImage(image: ImageCell, description: string, side: number): Html {
  const bytes = Buffer.from(image.bytes).toString("base64");
  return html`<img width="${side}" height="${side}" alt="${description}" src="data:image/png;base64,${bytes}">`;
}

/** (px) height of the bar of a class that got every choice */
const FULL = 20;

/** A choice distribution as small bars, one a class, the classes of the pair in colour. */
export function choiceBars(
  label: string,
  p: ArrayLike<number>,
  classes: readonly string[],
  marked: readonly string[],
): Html {
  const share = (index: number) => `${Math.round(100 * (p[index] ?? 0))} %`;
  const bars = classes.map((name, index) => {
    const height = Math.max(0.5, FULL * (p[index] ?? 0)).toFixed(1);
    return html`<i class="${marked.includes(name) ? "marked" : ""}" style="height:${height}px" title="${name} ${share(index)}"></i>`;
  });
  const spoken = classes.map((name, index) => `${name} ${share(index)}`).join(", ");
  return html`<span class="bars" role="img" aria-label="${label}: ${spoken}"><b title="${label}">${label}</b>${bars}</span>`;
}
