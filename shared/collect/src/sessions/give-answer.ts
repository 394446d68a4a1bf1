import { type OpenStudy, readState } from "../study/open-study.ts";
import type { AnswerBody } from "./answer.ts";
import type { AnswerQueue } from "./answer-queue.ts";
import type { Choices } from "./choices.ts";
import { Refusal } from "./refusal.ts";
import type { Session } from "./session.ts";
import { shownItem } from "./shown-item.ts";
import { whatIsUnfit } from "./what-is-unfit.ts";

/** Keeps a participant's answer to trial `seq`. Throws a Refusal when it does not fit the trial or another was given before. */
export async function giveAnswer(
  open: OpenStudy,
  { queue, choices }: { readonly queue: AnswerQueue; readonly choices: Choices },
  session: Session,
  seq: number,
  answer: AnswerBody,
): Promise<void> {
  const trial = session.plan[seq];
  if (!trial) throw new Refusal("trial-unknown", { trials: session.plan.length });
  const item = await choices.itemAt(session, seq);
  if (!item) throw new Refusal("trial-open");
  const unfit = whatIsUnfit(open.study, shownItem(item, trial), answer);
  if (unfit) throw new Refusal("answer-unfit", { field: unfit });
  if ((await readState(open)) === "closed") throw new Refusal("study-closed");
  const saved = await queue.save({ session: session.id, seq, body: JSON.stringify(answer) });
  if (saved === "differs") throw new Refusal("answer-differs");
  if (saved === "gone") throw new Refusal("session-complete");
}
