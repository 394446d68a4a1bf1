import { INTERNAL_ERROR_EXIT, USER_ERROR_EXIT } from "@limen/errors";

/** Exit statuses of every command. */
export const EXIT = {
  good: 0,
  /** A node failed, or a check found something. */
  failed: 1,
  /** The user's input is wrong. */
  user: USER_ERROR_EXIT,
  /** An assumption of ours broke. */
  internal: INTERNAL_ERROR_EXIT,
  /** Stopped by Ctrl-C or SIGTERM. */
  stopped: 130,
  /** Nobody reads the output any more (`| head`): what a shell says of a program that SIGPIPE ended. */
  unread: 141,
} as const;
