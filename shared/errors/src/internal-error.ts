/** Exit status of a command that stopped because an assumption of ours broke (sysexits' EX_SOFTWARE). */
export const INTERNAL_ERROR_EXIT = 70;

/** A broken assumption of ours: printed with its stack and the request to report it. */
export class InternalError extends Error {
  override readonly name = "InternalError";
}

/** Throws an InternalError unless the condition holds; the message says got and expected. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InternalError(message);
}

/** Closes an exhaustive switch. */
export function unreachable(value: never): never {
  throw new InternalError(`unhandled case: ${JSON.stringify(value)}`);
}
