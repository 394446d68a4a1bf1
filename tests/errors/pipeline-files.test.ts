import { expect, test } from "vitest";
import { refuse } from "./refuse.ts";
import { HEAD, wrongCases } from "./wrong-cases.ts";

test.each(wrongCases)("$what is told with its place and what would be right", ({ yaml, says }) => {
  const told = refuse(yaml);
  let from = 0;
  for (const line of says) {
    expect(told.slice(from)).toContain(line);
    from = told.indexOf(line, from) + line.length;
  }
});

test("every problem of a file is told at once, in the order of the file", () => {
  const told = refuse(
    `${HEAD}  faces:\n    uses: prepare-faces\n    with: { sizes: 48, faces: none }\n  net:\n    uses: train-classifier\n  prior:\n    uses: train-prior\n    inputs: { faces: face.faces }\n`,
  );
  const places = [...told.matchAll(/^study\.yaml:(\d+):(\d+)/gm)].map((match) => [
    Number(match[1]),
    Number(match[2]),
  ]);
  expect(places).toEqual([
    [6, 13],
    [6, 31],
    [8, 11],
    [11, 22],
  ]);
});
