import { readFileSync } from "node:fs";
import { UserError } from "@limen/errors";

/** The text of a file that the user named. Throws a UserError that says what stands in the way; `hint` helps where there is none. */
export function readNamedFile(file: string, what: string, hint: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const refuse = (message: string, help: string) => new UserError({ message, place: { file }, hint: help });
    switch ((error as NodeJS.ErrnoException).code) {
      case "ENOENT":
      case "ENOTDIR":
        throw refuse(`there is no such ${what}`, hint);
      case "EISDIR":
        throw refuse(`this is a folder, no ${what}`, "name the file in it");
      case "EACCES":
      case "EPERM":
        throw refuse(
          `permission denied: this user may not read the ${what}`,
          "ls -l says who may; let this user read it, or give the command as its owner",
        );
      default:
        throw error;
    }
  }
}
