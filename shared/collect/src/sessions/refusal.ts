/** Why a participant's request was refused: what the page tells them, by name. */
export type RefusalReason =
  | "consent-missing"
  | "consent-changed"
  | "study-paused"
  | "study-closed"
  | "not-invited"
  | "session-unknown"
  | "session-of-person"
  | "session-too-old"
  | "session-complete"
  | "trial-unknown"
  | "trial-open"
  | "picture-unknown"
  | "answer-differs"
  | "answer-unfit"
  | "answers-missing"
  | "code-unknown"
  | "admin-unknown";

/** A request that asks for what it may not have. It changes nothing. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reason: RefusalReason;
  /** What a program can use, e.g. the trials that are missing. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(reason: RefusalReason, details: Readonly<Record<string, unknown>> = {}) {
    super(reason);
    this.reason = reason;
    this.details = details;
  }
}
