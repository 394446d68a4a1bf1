import { expect, test } from "vitest";
import { en } from "./en.ts";
import { chooseStrings, fill } from "./index.ts";
import { zh } from "./zh.ts";

test("the first language wanted that there is, and English else", () => {
  expect(chooseStrings(["", "fr-FR", "zh-CN", "en"]).language).toBe("zh");
  expect(chooseStrings(["EN-us"]).language).toBe("en");
  expect(chooseStrings(["fr"]).language).toBe("en");
});

test("a translation has every sentence, with the same things put in", () => {
  const wanted = (text: unknown) => [...String(text).matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
  const compare = (own: object, other: object) => {
    expect(Object.keys(other)).toEqual(Object.keys(own));
    for (const [key, text] of Object.entries(own)) {
      const translated: unknown = (other as Record<string, unknown>)[key];
      if (typeof text === "object") compare(text as object, translated as object);
      else expect([key, wanted(translated)]).toEqual([key, wanted(text)]);
    }
  };
  compare(en, zh);
});

test("what is not given is left to be seen", () => {
  expect(fill("{done} of {all}", { done: 1 })).toBe("1 of {all}");
});
