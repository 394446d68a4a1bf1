import { expect, test } from "vitest";
import {
  formatProblem,
  InternalError,
  invariant,
  nearest,
  suggestion,
  systemProblem,
  throwIfAny,
  UserError,
} from "./index.ts";

test("a problem is printed as place, message and hint", () => {
  const place = { file: "demo.yaml", line: 3, column: 7 };
  expect(formatProblem({ message: "unknown stage", place, hint: "see limen stage --list" })).toBe(
    "demo.yaml:3:7: unknown stage\n  → see limen stage --list",
  );
  expect(formatProblem({ message: "no image", place: { file: "faces.csv", row: 4, field: "image" } })).toBe(
    "faces.csv, row 4, image: no image",
  );
});

test("all problems are thrown at once, and none throws nothing", () => {
  expect(() => throwIfAny([])).not.toThrow();
  const problems = [{ message: "first" }, { message: "second" }];
  expect(() => throwIfAny(problems)).toThrow(new UserError(problems).message);
  expect(new UserError(problems).message).toBe("first\nsecond");
});

test("an invariant throws the other family of error", () => {
  expect(() => invariant(true, "fine")).not.toThrow();
  expect(() => invariant(false, "got 2 rows, expected 3")).toThrow(InternalError);
});

test("the nearest allowed word is found through a slip, a swap or a missing letter, and only then", () => {
  const stages = ["prepare-faces", "train-prior", "report"];
  expect(nearest("prepare-face", stages)).toBe("prepare-faces");
  expect(nearest("tarin-prior", stages)).toBe("train-prior");
  expect(nearest("Report", stages)).toBe("report");
  expect(nearest("banana", stages)).toBeUndefined();
  expect(suggestion("repot", stages)).toBe(
    'did you mean "report"? allowed: prepare-faces, train-prior, report',
  );
});

test("a system call that failed is the user's problem, with file and remedy; other errors are not", () => {
  const full = Object.assign(new Error("ENOSPC: no space left"), {
    code: "ENOSPC",
    syscall: "write",
    path: "a.part",
  });
  expect(systemProblem(full)).toMatchObject({
    message: "the disk is full (ENOSPC, write)",
    place: { file: "a.part" },
    hint: expect.stringContaining("limen gc"),
  });
  expect(
    systemProblem(Object.assign(new Error("gone"), { code: "ENOENT", syscall: "open" })),
  ).toBeUndefined();
  expect(systemProblem(new Error("x"))).toBeUndefined();
});
