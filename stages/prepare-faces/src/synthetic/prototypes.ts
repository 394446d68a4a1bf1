import { invariant } from "@limen/errors";
import { EXPRESSION_CONTROLS, type Expression } from "./controls.ts";

/** Emotions that the renderer knows, in FER+'s order without contempt. */
export const SYNTHETIC_CLASSES = [
  "neutral",
  "happiness",
  "surprise",
  "sadness",
  "anger",
  "disgust",
  "fear",
] as const;

export type SyntheticClass = (typeof SYNTHETIC_CLASSES)[number];

/**
 * The full-blown expression of each emotion: the action units of EMFACS (Friesen and Ekman 1983), e.g. happiness =
 * AU 6 + 12 (+ 25), anger = 4 + 5 + 7 + 23. Controls left out are at rest.
 */
const MOVES: Readonly<Record<SyntheticClass, Partial<Expression>>> = {
  neutral: {},
  happiness: { squint: 0.45, mouth_corner: 1, mouth_open: 0.55 },
  surprise: { inner_brow_raise: 0.9, outer_brow_raise: 1, lid_raise: 0.9, mouth_open: 0.5, jaw_drop: 0.85 },
  sadness: { inner_brow_raise: 0.9, brow_lower: 0.2, lid_raise: -0.45, mouth_corner: -0.85, lip_press: 0.1 },
  anger: { brow_lower: 1, lid_raise: 0.3, squint: 0.4, mouth_corner: -0.2, lip_press: 0.9 },
  disgust: { nose_wrinkle: 1, brow_lower: 0.45, squint: 0.6, mouth_corner: -0.45, mouth_open: 0.35 },
  fear: {
    inner_brow_raise: 0.9,
    outer_brow_raise: 0.35,
    brow_lower: 0.25,
    lid_raise: 0.95,
    lip_stretch: 1,
    mouth_open: 0.6,
    jaw_drop: 0.15,
  },
};

const PROTOTYPES = new Map<SyntheticClass, Expression>(
  SYNTHETIC_CLASSES.map((name) => [name, expressionOf((control) => MOVES[name][control] ?? 0)]),
);

/** The prototype of a class, every control named. */
export function prototype(name: SyntheticClass): Expression {
  const found = PROTOTYPES.get(name);
  invariant(found, `the renderer has no prototype of "${name}"`);
  return found;
}

/** Builds an expression control by control. */
export function expressionOf(value: (control: keyof Expression) => number): Expression {
  return Object.fromEntries(EXPRESSION_CONTROLS.map((name) => [name, value(name)])) as Expression;
}
