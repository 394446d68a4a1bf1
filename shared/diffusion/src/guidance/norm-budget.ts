/**
 * Keeps images within a distance (L2 norm, pixels in [-1, 1]) of the real faces that they start from: an image
 * further away is drawn back along the straight line (the norm-budget axis of Gaziv et al. 2023).
 */
export function normBudget(
  anchors: readonly Float32Array[],
  budgets: readonly number[],
): (image: number, pixels: Float32Array) => void {
  return (image, pixels) => {
    const anchor = anchors[image]!;
    let squares = 0;
    for (const [i, value] of pixels.entries()) squares += (value - anchor[i]!) ** 2;
    const share = budgets[image]! / Math.sqrt(squares);
    if (share >= 1) return;
    for (const [i, value] of pixels.entries()) pixels[i] = anchor[i]! + share * (value - anchor[i]!);
  };
}
