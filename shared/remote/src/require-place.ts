import { UserError } from "@limen/errors";
import type { Remote } from "./remote.ts";

/** Throws a UserError where nothing can be fetched from: a name mistyped, a disk not mounted. A push makes the folder. */
export async function requirePlace(remote: Remote): Promise<void> {
  if (await remote.isThere()) return;
  throw new UserError({
    message: `there is no folder ${remote.name}: nothing was ever pushed there`,
    hint: "is the name right, and the disk or file server mounted? npx limen push makes the folder",
  });
}
