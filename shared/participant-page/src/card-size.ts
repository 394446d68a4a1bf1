import type { ScreenInfo } from "./api.ts";
import { element } from "./elements.ts";
import type { Strings } from "./strings/index.ts";

/** (millimetres) width and height of a bank card (ISO/IEC 7810, ID-1). */
const CARD = { width: 85.6, height: 53.98 };
/** CSS takes an inch for 96 pixels: true of few screens, but better than nothing. */
const USUAL_PIXELS_PER_MM = 96 / 25.4;
const LEAST = 0.4;
const MOST = 3;

/** A frame of the size of a card, with a slider; `read` says what it was set to. */
export function cardSize(strings: Strings): {
  readonly nodes: readonly Node[];
  readonly read: () => ScreenInfo;
} {
  let pixelsPerMm = USUAL_PIXELS_PER_MM;
  let wasMeasured = false;
  const card = element("div", { className: "card", aria: { hidden: "true" } });
  const slider = element("input", {
    type: "range",
    min: String(LEAST * USUAL_PIXELS_PER_MM * CARD.width),
    max: String(MOST * USUAL_PIXELS_PER_MM * CARD.width),
    step: "1",
    aria: { label: strings.sizeSlider },
  });
  slider.value = String(pixelsPerMm * CARD.width);
  const draw = () => {
    card.style.width = `${pixelsPerMm * CARD.width}px`;
    card.style.height = `${pixelsPerMm * CARD.height}px`;
  };
  slider.addEventListener("input", () => {
    pixelsPerMm = Number(slider.value) / CARD.width;
    wasMeasured = true;
    draw();
  });
  draw();
  return {
    nodes: [card, slider],
    read: () => ({
      pixelsPerMm,
      wasMeasured,
      widthPx: screen.width,
      heightPx: screen.height,
      pixelRatio: devicePixelRatio,
      hasTouch: navigator.maxTouchPoints > 0,
    }),
  };
}
