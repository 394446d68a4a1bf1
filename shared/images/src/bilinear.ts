/** Value of a [size × size] picture between its pixels, bilinear; positions outside are moved to the border. */
export function bilinear(image: Float32Array, size: number, x: number, y: number): number {
  const last = size - 1;
  const cx = x < 0 ? 0 : Math.min(x, last);
  const cy = y < 0 ? 0 : Math.min(y, last);
  const left = Math.floor(cx);
  const top = Math.floor(cy);
  const fx = cx - left;
  const fy = cy - top;
  const right = left < last ? left + 1 : left;
  const row = top * size;
  const below = (top < last ? top + 1 : top) * size;
  const upper = image[row + left]! * (1 - fx) + image[row + right]! * fx;
  const lower = image[below + left]! * (1 - fx) + image[below + right]! * fx;
  return upper * (1 - fy) + lower * fy;
}
