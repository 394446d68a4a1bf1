import type { RandomStream } from "@limen/random";
import type { Scene } from "./controls.ts";

/** Light, pose and camera of one picture. Angles: yaw ± 20°, pitch ± 10°, roll ± 10°, mostly half of that. */
export function drawScene(stream: RandomStream): Scene {
  const about = (mean: number, spread: number) => mean + spread * Math.max(-2, Math.min(2, stream.normal()));
  return {
    light_side: about(0, 0.5),
    light_height: about(0.45, 0.25),
    ambient: 0.3 + 0.3 * stream.uniform(),
    yaw: about(0, 0.18),
    pitch: about(0, 0.09),
    roll: about(0, 0.09),
    shift_x: about(0, 0.035),
    shift_y: about(0.02, 0.035),
    zoom: about(1, 0.05),
    background: 0.08 + 0.8 * stream.uniform(),
    background_slope: about(0, 0.12),
    contrast: about(1.05, 0.13),
    brightness: about(0.02, 0.05),
    blur: stream.uniform() ** 2,
    noise: 0.025 * stream.uniform() ** 2,
  };
}
