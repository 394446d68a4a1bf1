/** Half the side of the canvas, in face units (1: half the picture): room for turned and shifted heads. */
const REACH = 1.25;
/** Canvas pixels a picture pixel. The shapes have soft edges, so 1.5 looks as 2 does and costs half the time. */
const OVERSAMPLING = 1.5;

/**
 * The face seen straight on, before light and pose: for each point its height toward the viewer and its grey (albedo),
 * and how much of it is a lit surface (0: background). x to the right, y down, the eyes near y = -0.1, the chin near .95.
 */
export interface Canvas {
  readonly side: number;
  /** Pixels a face unit. */
  readonly scale: number;
  readonly height: Float32Array;
  readonly albedo: Float32Array;
  readonly lit: Float32Array;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** An empty canvas for a picture of that side in pixels. */
export function newCanvas(size: number): Canvas {
  const side = Math.round(REACH * OVERSAMPLING * size);
  const scale = side / (2 * REACH);
  const field = () => new Float32Array(side * side);
  return { side, scale, height: field(), albedo: field(), lit: field() };
}

/** Box around a point. */
export function around(x: number, y: number, reachX: number, reachY: number): Box {
  return { left: x - reachX, right: x + reachX, top: y - reachY, bottom: y + reachY };
}

export const WHOLE: Box = { left: -REACH, right: REACH, top: -REACH, bottom: REACH };

/** Calls `visit` for every pixel in the box with its place in face units. */
export function eachPixel(
  canvas: Canvas,
  box: Box,
  visit: (index: number, x: number, y: number) => void,
): void {
  const { side, scale } = canvas;
  const first = (value: number) => Math.max(0, Math.floor((value + REACH) * scale));
  const last = (value: number) => Math.min(side - 1, Math.ceil((value + REACH) * scale));
  for (let row = first(box.top); row <= last(box.bottom); row++) {
    const y = (row + 0.5) / scale - REACH;
    for (let column = first(box.left); column <= last(box.right); column++) {
      visit(row * side + column, (column + 0.5) / scale - REACH, y);
    }
  }
}

/** The same function of x, worked out once a column: curves hold powers, and a canvas asks for each x many times. */
export function perColumn(canvas: Canvas, curve: (x: number) => number): (x: number) => number {
  const { side, scale } = canvas;
  const values = Float64Array.from({ length: side }, (_, column) => curve((column + 0.5) / scale - REACH));
  return (x) => values[Math.round((x + REACH) * scale - 0.5)] ?? curve(x);
}

/** Paints grey where `coverage` (0…1) says. */
export function paint(
  canvas: Canvas,
  box: Box,
  grey: number,
  coverage: (x: number, y: number) => number,
): void {
  const { albedo } = canvas;
  eachPixel(canvas, box, (index, x, y) => {
    const share = coverage(x, y);
    if (share > 0) albedo[index] = albedo[index]! + share * (grey - albedo[index]!);
  });
}

/** Multiplies the grey by 1 - strength where `coverage` says: shadows, stubble, make-up. */
export function darken(
  canvas: Canvas,
  box: Box,
  strength: number,
  coverage: (x: number, y: number) => number,
): void {
  const { albedo } = canvas;
  eachPixel(canvas, box, (index, x, y) => {
    albedo[index] = albedo[index]! * (1 - strength * coverage(x, y));
  });
}

/** Adds a Gaussian hill (or, below zero, hollow) to the height. */
export function addHill(
  canvas: Canvas,
  x: number,
  y: number,
  spreadX: number,
  spreadY: number,
  amount: number,
): void {
  const { height } = canvas;
  eachPixel(canvas, around(x, y, 3 * spreadX, 3 * spreadY), (index, px, py) => {
    const u = (px - x) / spreadX;
    const v = (py - y) / spreadY;
    height[index] = height[index]! + amount * Math.exp(-0.5 * (u * u + v * v));
  });
}

/** Adds a soft ridge (or, below zero, furrow) along the line from (x1, y1) to (x2, y2), fading at both ends. */
export function addRidge(
  canvas: Canvas,
  line: readonly [x1: number, y1: number, x2: number, y2: number],
  spread: number,
  amount: number,
): void {
  if (amount === 0) return;
  const [x1, y1, x2, y2] = line;
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length2 = dx * dx + dy * dy;
  const { height } = canvas;
  const reach = 3 * spread;
  const box = {
    left: Math.min(x1, x2) - reach,
    right: Math.max(x1, x2) + reach,
    top: Math.min(y1, y2) - reach,
    bottom: Math.max(y1, y2) + reach,
  };
  eachPixel(canvas, box, (index, x, y) => {
    const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length2));
    const [ox, oy] = [x - x1 - along * dx, y - y1 - along * dy];
    const fade = Math.min(1, 0.35 + 3 * along * (1 - along));
    height[index] =
      height[index]! + amount * fade * Math.exp((-0.5 * (ox * ox + oy * oy)) / (spread * spread));
  });
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** Soft inside of a shape: 1 where `distance` (positive inside, face units) is large, 0 outside, `soft` wide. */
export function inside(distance: number, soft: number): number {
  return smoothstep(-soft, soft, distance);
}

/** Signed distance, roughly, to an ellipse: positive inside. */
export function ellipse(x: number, y: number, radiusX: number, radiusY: number): number {
  const [u, v] = [x / radiusX, y / radiusY];
  // Math.hypot is ten times slower than the square root.
  return (1 - Math.sqrt(u * u + v * v)) * Math.min(radiusX, radiusY);
}
