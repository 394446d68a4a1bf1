import { sha256 } from "./keys.ts";
import type { StudySettings } from "./settings.ts";

export interface ConsentText {
  readonly version: string;
  readonly text: string;
  /** (hex) SHA-256 of the text. */
  readonly digest: string;
}

/** For pilots among colleagues. A study with strangers needs a text of its own, and the server says so when it starts. */
const PILOT =
  "This is a pilot of a study. You will see faces and say which emotion each shows.\n\nYour answers are stored without your name. You may stop at any time, and have your answers deleted with the code that you will be given.";

export function consentOf({ consent }: StudySettings): ConsentText {
  const { version, text } = consent ?? { version: "pilot", text: PILOT };
  return { version, text, digest: sha256(text) };
}
