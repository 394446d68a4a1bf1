import type { Progress } from "../export/progress.ts";
import type { AnswerQueue } from "../sessions/answer-queue.ts";
import type { Choices } from "../sessions/choices.ts";
import type { ExpectedAnswers } from "../sessions/expected-answers.ts";
import type { Plans } from "../sessions/plans.ts";
import type { OpenStudy } from "../study/open-study.ts";
import type { ResearcherCookie } from "./researcher-cookie.ts";

/** What every request works with. */
export interface ServerContext {
  readonly open: OpenStudy;
  readonly queue: AnswerQueue;
  readonly choices: Choices;
  readonly expected: ExpectedAnswers;
  readonly plans: Plans;
  readonly progress: Progress;
  /** Opens the researcher's routes. */
  readonly adminToken: string;
  readonly researcherCookie: ResearcherCookie;
  /** The page is reached by https, so cookies are for https only. */
  readonly isSecure: boolean;
}
