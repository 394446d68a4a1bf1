/**
 * One cycle: the learning rate rises linearly over the warm-up's share of the steps, then falls to 0 along a cosine
 * (Loshchilov and Hutter 2017). `step` counts from 0.
 */
export function learningRateAt(step: number, steps: number, highest: number, warmup: number): number {
  const rising = Math.floor(warmup * steps);
  if (step < rising) return (highest * (step + 1)) / (rising + 1);
  const done = (step - rising) / Math.max(1, steps - rising);
  return (highest * (1 + Math.cos(Math.PI * done))) / 2;
}
