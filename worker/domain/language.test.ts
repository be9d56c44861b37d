import { expect, test } from "vitest";
import { languageOf } from "./language.ts";

test.each([
  ["ja", "jp"],
  ["jp", "jp"],
  ["en-GB,en;q=0.9", "en"],
  ["fr-FR, ja;q=0.4, en;q=0.8", "en"],
  ["zh-TW", "zh"],
  ["fr", "zh"],
  ["en;q=0", "zh"],
  ["constructor", "zh"],
  ["__proto__, en", "en"],
  ["", "zh"],
  [null, "zh"],
])("%j is answered in %s", (header, language) => {
  expect(languageOf(header)).toBe(language);
});
