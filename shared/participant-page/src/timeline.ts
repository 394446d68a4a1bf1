import type { AnswerInfo, Onset, SessionInfo, StudyInfo } from "./api.ts";
import { element, paragraphs } from "./elements.ts";
import type { Pictures } from "./pictures.ts";
import { FaceChoicePlugin } from "./plugins/face-choice.ts";
import { ScreenPlugin } from "./plugins/screen.ts";
import { fill, type Strings } from "./strings/index.ts";

/** What the trials are made of. */
export interface Session {
  readonly study: StudyInfo;
  readonly info: SessionInfo;
  readonly pictures: Pictures;
  readonly strings: Strings;
  /** (pixels) width of a face. */
  readonly width: number;
  /** (milliseconds) between frames of this screen. */
  readonly frameMs: number;
  /** Called with each answer, and with the number of its trial. */
  readonly onAnswer: (seq: number, answer: AnswerInfo) => void;
}

interface Chosen {
  readonly choice: number | null;
  readonly rt: number | null;
  readonly onset: Onset;
}

/** A part of jsPsych's timeline. */
type Part = Record<string, unknown>;

export function screen(title: string, content: () => readonly Node[], buttons: readonly string[]): Part {
  return { type: ScreenPlugin, title, content, buttons };
}

/** Name of a class in the participant's language. */
export function className(name: string, { classes }: Strings): string {
  return classes[name] ?? name;
}

/** All that comes before the trials that count: for those who begin, not for those who go on. */
export function opening(session: Session): Part[] {
  const { study, info, strings } = session;
  const blocks = new Set(info.trials.map(({ block }) => block)).size;
  const told = () => [
    ...paragraphs(fill(strings.instructionsText, { keys: `1–${study.classes.length}` })),
    ...(study.deadlineMs === null
      ? []
      : paragraphs(fill(strings.instructionsDeadline, { seconds: study.deadlineMs / 1000 }))),
    ...paragraphs(fill(strings.instructionsBreaks, { trials: info.trials.length, breaks: blocks - 1 })),
  ];
  const instructions = screen(strings.instructionsTitle, told, [strings.next]);
  if (info.practice.length === 0) return [instructions];
  return [
    instructions,
    screen(strings.examplesTitle, () => [examples(session)], [strings.next]),
    screen(strings.practiceTitle, () => paragraphs(strings.practiceText), [strings.next]),
    ...info.practice.flatMap((_, index) => practice(session, index)),
    screen(strings.practiceTitle, () => paragraphs(strings.practiceDone), [strings.next]),
  ];
}

/** One face of each class, with its name. */
function examples({ info, pictures, strings, width }: Session): HTMLElement {
  const seen = new Set<string>();
  const first = info.practice.filter(({ expected }) => !seen.has(expected) && seen.add(expected));
  return element(
    "div",
    { className: "examples" },
    first.map(({ picture, expected }) => {
      const name = className(expected, strings);
      const image = element("img", { src: pictures.get(picture)!, alt: name, width: width / 2 });
      return element("figure", {}, [image, element("figcaption", {}, [name])]);
    }),
  );
}

function practice(session: Session, index: number): Part[] {
  const { study, info, strings } = session;
  const { picture, expected } = info.practice[index]!;
  const label = fill(strings.face, { number: index + 1, all: info.practice.length });
  let chosen: Chosen | undefined;
  const right = className(expected, strings);
  const feedback = () => {
    const own = chosen?.choice == null ? undefined : study.classes[chosen.choice];
    const text =
      own === undefined
        ? strings.practiceLate
        : own === expected
          ? strings.practiceRight
          : strings.practiceWrong;
    return paragraphs(fill(text, { class: right }));
  };
  return [
    face(session, picture, label, (data) => {
      chosen = data;
    }),
    screen(strings.practiceTitle, feedback, [strings.next]),
  ];
}

/** The trials that are not yet answered, with a break after each block. */
export function trials(session: Session, isAnswered: (seq: number) => boolean): Part[] {
  const { info, strings } = session;
  const blocks = new Set(info.trials.map(({ block }) => block)).size;
  return info.trials.flatMap(({ block }, seq) => {
    if (isAnswered(seq)) return [];
    const following = info.trials[seq + 1];
    const isLast = following !== undefined && following.block !== block;
    const text = fill(strings.breakText, { done: block + 1, all: blocks });
    return [
      ...counted(session, seq),
      ...(isLast ? [screen(strings.breakTitle, () => paragraphs(text), [strings.next])] : []),
    ];
  });
}

/** A face, and where the study asks for it how sure the participant is: together one answer. */
function counted(session: Session, seq: number): Part[] {
  const { study, info, strings, onAnswer } = session;
  const { picture } = info.trials[seq]!;
  const label = fill(strings.face, { number: seq + 1, all: info.trials.length });
  let chosen: Chosen | undefined;
  const give = (confidence: number | null) => {
    const { choice, rt, onset } = chosen!;
    const response = choice === null ? null : study.classes[choice]!;
    onAnswer(seq, { picture, response, rtMs: rt, confidence, onset });
  };
  const shown = face(session, picture, label, (data) => {
    chosen = data;
    if (!study.confidence) give(null);
  });
  if (!study.confidence) return [shown];
  const levels = strings.confidenceLevels;
  const asked = screen(strings.confidence, () => [], levels);
  const onFinish = ({ button }: { readonly button: number }) => give(button / (levels.length - 1));
  return [shown, { ...asked, on_finish: onFinish }];
}

function face(
  { study, pictures, strings, width, frameMs }: Session,
  picture: string,
  label: string,
  onFinish: (data: Chosen) => void,
): Part {
  return {
    type: FaceChoicePlugin,
    picture: pictures.get(picture)!,
    label,
    choices: study.classes.map((name) => className(name, strings)),
    fixationMs: study.fixationMs,
    deadlineMs: study.deadlineMs,
    width,
    frameMs,
    on_finish: onFinish,
  };
}
