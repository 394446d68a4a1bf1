import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "@limen/testing";
import { expect, test } from "vitest";
import { existingSecret, readSecret } from "./read-secret.ts";

test("a secret is made once, for its owner alone, and read again; what is none is refused", () => {
  const folder = temporaryDirectory();
  const file = join(folder, "study/mine.secret");
  const made = readSecret(file);
  expect(made).toMatchObject({ isNew: true, secret: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(readSecret(file)).toEqual({ secret: made.secret, isNew: false });
  expect(existingSecret(file)).toBe(made.secret);
  const other = join(folder, "notes.txt");
  writeFileSync(other, "hello");
  expect(() => readSecret(other)).toThrow("notes.txt: this is no secret of pseudonyms");
  expect(() => existingSecret(join(folder, "none"))).toThrow("this is no secret of pseudonyms");
});
