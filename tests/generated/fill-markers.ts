import { UserError } from "@limen/errors";

export const OPENING = "<!-- generated -->";
export const CLOSING = "<!-- /generated -->";

/** Replaces what stands between the markers. Throws a UserError that names `file` when they are not there, once each. */
export function fillMarkers(text: string, generated: string, file: string): string {
  const [before, rest, ...extraOpenings] = text.split(OPENING);
  const [, after, ...extraClosings] = (rest ?? "").split(CLOSING);
  if (after === undefined || extraOpenings.length > 0 || extraClosings.length > 0) {
    throw new UserError({
      message: "the markers of the generated text are not there, once each",
      place: { file },
      hint: `put ${OPENING} and ${CLOSING} on lines of their own`,
    });
  }
  return `${before}${OPENING}\n\n${generated}\n\n${CLOSING}${after}`;
}
