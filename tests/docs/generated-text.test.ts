import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@limen/errors";
import { expect, test } from "vitest";
import { CLOSING, fillMarkers, OPENING } from "../generated/fill-markers.ts";
import { generatedFiles } from "../generated/generated-files.ts";
import { root } from "../support/root.ts";

test("no generated text has drifted from the declarations (npm run generate)", async () => {
  const drifted = (await generatedFiles()).filter(({ path, content }) => {
    const place = join(root, path);
    return !existsSync(place) || readFileSync(place, "utf8") !== content;
  });
  expect(drifted.map((file) => file.path)).toEqual([]);
});

test("filling replaces what stands between the markers and keeps the rest", () => {
  const once = fillMarkers(`# a\n\n${OPENING}\nold\n${CLOSING}\n\nend\n`, "new", "README.md");
  expect(once).toBe(`# a\n\n${OPENING}\n\nnew\n\n${CLOSING}\n\nend\n`);
  expect(fillMarkers(once, "new", "README.md")).toBe(once);
});

test.each([
  ["", "none"],
  [OPENING, "one"],
  [`${CLOSING}${OPENING}`, "the wrong way round"],
  [`${OPENING}${OPENING}${CLOSING}`, "two"],
])("markers %s are refused (%s)", (text) => {
  expect(() => fillMarkers(text, "new", "stages/x/README.md")).toThrow(UserError);
  expect(() => fillMarkers(text, "new", "stages/x/README.md")).toThrow("stages/x/README.md");
});
