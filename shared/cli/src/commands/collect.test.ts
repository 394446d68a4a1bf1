import { existsSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "@limen/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { collect } from "./collect.ts";

test.each(["short", "with blanks in the token", "ümläute-are-no-letters", "a".repeat(201)])(
  "a researcher's token that is easily guessed or cannot be sent is refused before anything is made: %s",
  async (token) => {
    vi.stubEnv("LIMEN_ADMIN_TOKEN", token);
    onTestFinished(() => void vi.unstubAllEnvs());
    const database = join(temporaryDirectory(), "answers.db");
    const options = { host: "localhost", port: 0, database };
    await expect(collect("demo", options)).rejects.toThrow(/LIMEN_ADMIN_TOKEN is no good token/);
    expect(existsSync(database)).toBe(false);
  },
);
