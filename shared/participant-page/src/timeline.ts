import type { AnswerInfo, PracticeInfo } from "./api.ts";
import { element, paragraphs } from "./elements.ts";
import { followUps } from "./follow-ups.ts";
import { ScreenPlugin } from "./plugins/screen.ts";
import { WaitPlugin } from "./plugins/wait.ts";
import { className, type Part, type Session } from "./session.ts";
import { fill } from "./strings/index.ts";
import { type Task, taskOf } from "./tasks/task.ts";

export function screen(
  title: string | (() => string),
  content: () => readonly Node[],
  buttons: readonly string[],
): Part {
  return { type: ScreenPlugin, title, content, buttons };
}

/** All that comes before the trials that count: for those who begin, not for those who go on. */
export function opening(session: Session): Part[] {
  const { study, info, strings } = session;
  const task = taskOf(session);
  const blocks = new Set(info.trials.map(({ block }) => block)).size;
  const counts = { trials: info.trials.length, breaks: blocks - 1 };
  const told = () => [
    ...task.instructions.flatMap((text) => paragraphs(fill(text, counts))),
    ...(study.deadlineMs === null
      ? []
      : paragraphs(fill(strings.instructionsDeadline, { seconds: study.deadlineMs / 1000 }))),
  ];
  const instructions = screen(strings.instructionsTitle, told, [strings.next]);
  if (info.practice.length === 0) return [instructions];
  return [
    instructions,
    screen(strings.examplesTitle, () => [examples(session)], [strings.next]),
    screen(strings.practiceTitle, () => paragraphs(strings.practiceText), [strings.next]),
    ...info.practice.flatMap((one, index) => practice(session, task, one, index)),
    screen(strings.practiceTitle, () => paragraphs(strings.practiceDone), [strings.next]),
  ];
}

/** One face of each class, with its name. */
function examples(session: Session): HTMLElement {
  const { info, strings } = session;
  const seen = new Set<string>();
  const first = info.practice.filter(({ expected }) => !seen.has(expected) && seen.add(expected));
  return element(
    "div",
    { className: "examples" },
    first.map((one) => {
      const caption = element("figcaption", {}, [className(one.expected, strings)]);
      return element("figure", {}, [sureFace(session, one, 0.5), caption]);
    }),
  );
}

/** The face about which there is no doubt. */
function sureFace(
  { pictures, strings, width }: Session,
  { picture, right, expected, expectedSide }: PracticeInfo,
  scale: number,
): HTMLElement {
  const own = right !== null && expectedSide === "right" ? right : picture;
  const alt = className(expected, strings);
  return element("img", { src: pictures.get(own)!, alt, width: scale * width });
}

function practice(session: Session, task: Task, shown: PracticeInfo, index: number): Part[] {
  const { info, strings } = session;
  const label = fill(task.label, { number: index + 1, all: info.practice.length });
  let answer: AnswerInfo | undefined;
  return [
    task.ask(
      () => shown,
      label,
      (given) => {
        answer = given;
      },
    ),
    screen(
      strings.practiceTitle,
      () => [element("p", {}, [sureFace(session, shown, 1)]), ...paragraphs(task.feedback(shown, answer!))],
      [strings.next],
    ),
  ];
}

/** The trials that are not yet answered, with a break after each block. */
export function trials(session: Session, isAnswered: (seq: number) => boolean): Part[] {
  const { info, strings } = session;
  const task = taskOf(session);
  const blocks = new Set(info.trials.map(({ block }) => block)).size;
  return info.trials.flatMap(({ block }, seq) => {
    if (isAnswered(seq)) return [];
    const following = info.trials[seq + 1];
    const isLast = following !== undefined && following.block !== block;
    const text = fill(strings.breakText, { done: block + 1, all: blocks });
    return [
      ...counted(session, task, seq),
      ...(isLast ? [screen(strings.breakTitle, () => paragraphs(text), [strings.next])] : []),
    ];
  });
}

/** A trial, and what the study asks for after an answer: together one answer. After none in time nothing more is asked. */
function counted(session: Session, task: Task, seq: number): Part[] {
  const { info, shown, onAnswer } = session;
  const label = fill(task.label, { number: seq + 1, all: info.trials.length });
  const questions = followUps(session);
  let answer: AnswerInfo | undefined;
  const face = task.ask(
    () => shown.at(seq)!,
    label,
    (given) => {
      answer = given;
      if (given.rtMs === null || questions.length === 0) onAnswer(seq, given);
    },
  );
  // What comes next is chosen while this face is looked at, so that nobody waits for it.
  const asking = { ...face, on_load: () => void shown.ready(seq + 1) };
  const asked = questions.map(({ field, title, levels }, index) => {
    const onFinish = ({ button }: { readonly button: number }) => {
      answer = { ...answer!, [field]: button / (levels.length - 1) };
      if (index === questions.length - 1) onAnswer(seq, answer);
    };
    const question = screen(
      () => title(answer!),
      () => [],
      levels,
    );
    return {
      timeline: [{ ...question, on_finish: onFinish }],
      conditional_function: () => answer!.rtMs !== null,
    };
  });
  const isOpen = info.trials[seq]!.picture === null;
  return [...(isOpen ? [{ type: WaitPlugin, until: () => shown.ready(seq) }] : []), asking, ...asked];
}
