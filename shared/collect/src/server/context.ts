import type { AnswerQueue } from "../sessions/answer-queue.ts";
import type { ExpectedAnswers } from "../sessions/expected-answers.ts";
import type { OpenStudy } from "../study/open-study.ts";

/** What every request works with. */
export interface ServerContext {
  readonly open: OpenStudy;
  readonly queue: AnswerQueue;
  readonly expected: ExpectedAnswers;
  /** Opens the researcher's routes. */
  readonly adminToken: string;
  /** The page is reached by https, so cookies are for https only. */
  readonly isSecure: boolean;
}
