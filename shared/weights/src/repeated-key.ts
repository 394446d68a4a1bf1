/**
 * A key that some object of a valid JSON text has twice, or undefined. JSON.parse keeps the last silently, other
 * readers the first: the same file would then mean two things. Scans by hand, because a regular expression
 * overflows V8's stack on strings of some megabytes.
 */
export function repeatedKey(json: string): string | undefined {
  // The keys so far of each open object; undefined for an open list.
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === "{") open.push(new Set());
    else if (character === "[") open.push(undefined);
    else if (character === "}" || character === "]") open.pop();
    else if (character === '"') {
      const end = endOfString(json, at);
      if (isFollowedByColon(json, end)) {
        const key: string = JSON.parse(json.slice(at, end));
        const seen = open.at(-1);
        if (seen?.has(key)) return key;
        seen?.add(key);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** The position after the closing quote. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
}

function isFollowedByColon(json: string, start: number): boolean {
  let at = start;
  while (json[at] === " " || json[at] === "\n" || json[at] === "\r" || json[at] === "\t") at++;
  return json[at] === ":";
}
