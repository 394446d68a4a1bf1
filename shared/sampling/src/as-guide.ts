import { type Guide, guideOf } from "@limen/diffusion";
import { type Classifier, flopsPerImage } from "@limen/models";

/** A classifier as a guide: its logits divided by its temperature, so that probabilities are the calibrated ones. */
export function asGuide(net: Classifier): Guide {
  return guideOf(
    {
      name: net.config.name,
      gflop: flopsPerImage(net.config),
      logits: (x) => net.logits(x).div(net.config.temperature),
    },
    () => net.parameters.variables(),
  );
}
