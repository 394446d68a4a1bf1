export { bilinear } from "./bilinear.ts";
export { contactSheet } from "./contact-sheet.ts";
export { decodeGrey } from "./decode-grey.ts";
export { decodeUnitBatch } from "./decode-unit-batch.ts";
export { encodeGreyPng, encodePng } from "./encode-grey-png.ts";
export { flipHorizontally } from "./flip.ts";
export { fromUnit, toUnit } from "./unit.ts";
