import { expect, test } from "vitest";
import {
  bilinear,
  contactSheet,
  decodeGrey,
  decodeUnitBatch,
  encodeGreyPng,
  encodePng,
  flipHorizontally,
  fromUnit,
  toUnit,
} from "./index.ts";
import { sharp } from "./sharp.ts";

const ramp = (size: number) => Uint8Array.from({ length: size * size }, (_, i) => (i * 7) % 256);

test("a PNG gives back exactly the pixels that went in, and the same bytes each time", async () => {
  const pixels = ramp(48);
  const png = await encodeGreyPng(pixels, 48);
  expect(await decodeGrey(png, 48)).toEqual(pixels);
  expect(await encodeGreyPng(pixels, 48)).toEqual(png);
});

test("another size is resized, a wide picture cropped to its middle", async () => {
  const wide = new Uint8Array(30 * 10).fill(200);
  for (let y = 0; y < 10; y++) wide.fill(0, y * 30, y * 30 + 8);
  const grey = await decodeGrey(await encodePng(wide, 30, 10), 5);
  expect(grey).toHaveLength(25);
  expect(Math.min(...grey)).toBeGreaterThan(190);
});

test("colour, transparency, palettes and 16 bits become grey bytes", async () => {
  const red = { create: { width: 8, height: 8, channels: 3, background: "#ff0000" } } as const;
  const clear = { create: { width: 8, height: 8, channels: 4, background: "#00000000" } } as const;
  const colour = await decodeGrey(await sharp(red).png().toBuffer(), 8);
  expect(colour).toHaveLength(64);
  expect(colour[0]).toBeGreaterThan(50);
  expect(colour[0]).toBeLessThan(140);
  expect((await decodeGrey(await sharp(red).png({ palette: true }).toBuffer(), 8))[0]).toBe(colour[0]);
  expect((await decodeGrey(await sharp(clear).png().toBuffer(), 8))[0]).toBe(255);
  const deep = await sharp(ramp(8), { raw: { width: 8, height: 8, channels: 1 } })
    .toColourspace("grey16")
    .png()
    .toBuffer();
  expect(await decodeGrey(deep, 8)).toEqual(ramp(8));
  expect(await decodeGrey(await sharp(red).jpeg().toBuffer(), 4)).toHaveLength(16);
});

test("damaged, truncated, empty and foreign files throw with a reason", async () => {
  const png = await encodeGreyPng(ramp(48), 48);
  await expect(decodeGrey(new Uint8Array(0), 48)).rejects.toThrow("the file is empty");
  await expect(decodeGrey(png.slice(0, png.length / 2), 48)).rejects.toThrow("cannot be read as an image");
  await expect(decodeGrey(new TextEncoder().encode("not an image"), 48)).rejects.toThrow(/cannot be read/);
});

test("the unit range is [-1, 1] and keeps every grey level", () => {
  const levels = Uint8Array.from({ length: 256 }, (_, i) => i);
  const unit = toUnit(levels);
  expect([unit[0], unit[255]]).toEqual([-1, 1]);
  expect(fromUnit(unit)).toEqual(levels);
  expect(fromUnit([-3, 3])).toEqual(Uint8Array.of(0, 255));
});

test("a batch holds the pictures in order, also beyond one flight, and names a bad one", async () => {
  const images = await Promise.all(
    Array.from({ length: 40 }, (_, i) => encodeGreyPng(new Uint8Array(16).fill(i), 4)),
  );
  const batch = await decodeUnitBatch(images, 4);
  expect(batch).toHaveLength(40 * 16);
  for (let i = 0; i < 40; i++) expect(fromUnit(batch.subarray(i * 16, i * 16 + 1))[0]).toBe(i);
  await expect(decodeUnitBatch([images[0]!, new Uint8Array(9)], 4)).rejects.toThrow("image 1 cannot be read");
});

test("flipping mirrors each row, and twice gives the picture back", () => {
  expect(flipHorizontally(Uint8Array.of(1, 2, 3, 4), 2)).toEqual(Uint8Array.of(2, 1, 4, 3));
  expect(flipHorizontally(flipHorizontally(ramp(6), 6), 6)).toEqual(ramp(6));
});

test("a contact sheet lays the pictures out row by row", async () => {
  const images = [10, 20, 30].map((grey) => new Uint8Array(16).fill(grey));
  const { data, info } = await sharp(await contactSheet(images, 2, 3))
    .toColourspace("b-w")
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([2 * 14 + 2, 2 * 14 + 2]);
  expect(data[8 * info.width + 8]).toBe(10);
  expect(data[8 * info.width + 22]).toBe(20);
  expect(data[22 * info.width + 8]).toBe(30);
});

test("between pixels the value is bilinear, and outside that of the border", () => {
  const image = Float32Array.of(0, 1, 2, 3);
  expect(bilinear(image, 2, 1, 0)).toBe(1);
  expect(bilinear(image, 2, 0.5, 0.5)).toBe(1.5);
  expect(bilinear(image, 2, 0.25, 1)).toBe(2.25);
  expect([bilinear(image, 2, -3, -3), bilinear(image, 2, 9, 0.5)]).toEqual([0, 2]);
});
