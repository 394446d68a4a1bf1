import { choice, defineTable, float64, image, int32, nullable } from "../spec.ts";

export const priorLossTable = defineTable({
  name: "prior-loss",
  meaning: "One row a stretch of training and band of noise levels.",
  columns: {
    images: int32("(images) training images seen at the end of the stretch"),
    sigma_low: float64("(pixel units, faces in [-1, 1]) lower end of the band of noise levels"),
    sigma_high: float64("(pixel units) upper end of the band"),
    loss: nullable(
      float64("weighted squared error of the denoised estimate; null when no draw fell in the band"),
    ),
    n: int32("(images) draws in the band"),
  },
});

export const priorSamplesTable = defineTable({
  name: "prior-samples",
  meaning: "One row a face drawn from the prior at some length of training; same noise at each length.",
  columns: {
    images: int32("(images) training images seen"),
    sample: int32("index of the noise it grew from"),
    class: nullable(choice("class it was conditioned on; null: unconditional")),
    image: image("the sample as a grey PNG"),
  },
});
