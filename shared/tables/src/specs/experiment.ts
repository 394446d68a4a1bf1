import { bool, choice, defineTable, distribution, float64, int32, nullable, text, vector } from "../spec.ts";

export const trialsTable = defineTable({
  name: "trials",
  meaning:
    "One row a trial: one participant answers for one stimulus. People and simulated observers share it.",
  columns: {
    participant_id: text("pseudonymous name of the participant"),
    trial: int32("order within the participant, from 0"),
    block: int32("block of trials, from 0"),
    stimulus_id: text("the stimulus shown"),
    response: nullable(
      choice("class chosen, or rated highest; null: no answer in time, or several are rated highest"),
    ),
    ratings: nullable(
      distribution(
        "rating of each class, in [0, 1]; they need not sum to one. Null: not a rating, or none in time",
      ),
    ),
    confidence: nullable(float64("how sure of the answer, in [0, 1]; null where it was not asked")),
    intensity: nullable(
      float64("how strongly the face shows the class chosen, in [0, 1]; null where it was not asked"),
    ),
    rt_ms: nullable(float64("(milliseconds) from onset to answer")),
    catch_class: nullable(choice("for catch trials: the class that an attentive person chooses")),
    is_repeat: bool("this participant saw the stimulus before"),
    selection: nullable(
      choice(
        "random: dealt by chance, as the core is; chosen: by the closed loop, for this participant; null: not known, taken for random",
      ),
    ),
    source: choice("simulated, imported or collected"),
  },
});

export const comparisonsTable = defineTable({
  name: "comparisons",
  meaning:
    "One row a trial of a comparison: of two faces, one participant says which looks more like a class.",
  columns: {
    participant_id: text("pseudonymous name of the participant"),
    trial: int32("order within the participant, from 0"),
    block: int32("block of trials, from 0"),
    asked: choice("the class that was asked for"),
    left_id: text("the stimulus shown on the left"),
    right_id: text("the stimulus shown on the right"),
    response: nullable(choice("left or right; null: no answer in time")),
    confidence: nullable(float64("how sure of the answer, in [0, 1]; null where it was not asked")),
    rt_ms: nullable(float64("(milliseconds) from onset to answer")),
    catch_side: nullable(
      choice("for catch trials: the side that an attentive person chooses, left or right"),
    ),
    is_repeat: bool("this participant saw the pair before, with its sides swapped"),
    source: choice("simulated, imported or collected"),
  },
});

export const participantsTable = defineTable({
  name: "participants",
  meaning: "One row a participant. The true parameters are known for simulated observers only.",
  columns: {
    participant_id: text("pseudonymous name"),
    source: choice("simulated, imported or collected"),
    world: nullable(choice("simulated observers: W0, W1, W2, W3 or W4")),
    careless: nullable(bool("simulated observers: answers at random")),
    cluster: nullable(int32("simulated observers in W4: the cluster")),
    bias: vector("simulated observers: criterion shift of each class (nats); else empty"),
    sensitivity: nullable(float64("simulated observers: beta, the slope")),
    lapse: nullable(float64("simulated observers: lambda, the lapse rate")),
    mixing: vector("simulated observers: W, how classes blur, row by row; else empty"),
    base_rt_ms: nullable(
      float64("(milliseconds) simulated observers: median response time without any doubt"),
    ),
    habit: nullable(choice("simulated observers who are careless: fast or one-key")),
    key: nullable(int32("simulated observers who are careless: index of the class that they press")),
  },
});

export const screensTable = defineTable({
  name: "screens",
  meaning: "One row a participant who was shown the stimuli in a browser: what they were shown on.",
  columns: {
    participant_id: text("pseudonymous name of the participant"),
    pixels_per_mm: float64("(pixels a millimetre) by which the stimuli were sized"),
    was_measured: bool("the participant measured it with a card; else what browsers assume"),
    width_px: int32("(pixels) width of the screen"),
    height_px: int32("(pixels) height of the screen"),
    pixel_ratio: float64("pixels of the screen a pixel of the page"),
    has_touch: bool("the screen takes touches"),
  },
});

export const displaysTable = defineTable({
  name: "displays",
  meaning: "One row a trial that was collected in a browser: how it was shown.",
  columns: {
    participant_id: text("pseudonymous name of the participant"),
    trial: int32("order within the participant, from 0"),
    onset_delay_ms: nullable(float64("(milliseconds) from the wanted onset to the one that was painted")),
    refresh_hz: nullable(float64("(Hz) of the screen; null without a screen")),
    dropped_frames: nullable(int32("(frames) that came late while the stimulus was shown")),
    was_hidden: nullable(bool("the page was out of sight while the stimulus was shown")),
  },
});
