/** States of squeue in which a job has not ended, or is coming back by itself. */
const LIVE = new Set([
  "CONFIGURING",
  "COMPLETING",
  "PENDING",
  "REQUEUED",
  "REQUEUE_FED",
  "REQUEUE_HOLD",
  "RESIZING",
  "RUNNING",
  "SIGNALING",
  "SPECIAL_EXIT",
  "STAGE_OUT",
  "STOPPED",
  "SUSPENDED",
]);

export function isLive(state: string): boolean {
  return LIVE.has(state);
}
