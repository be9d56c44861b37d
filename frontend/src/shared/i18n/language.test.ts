import { expect, test } from "vitest";
import { chooseLanguage } from "./language.ts";

test.each([
  [null, ["zh-TW", "en"], "zh"],
  [null, ["ja-JP", "en-US"], "jp"],
  [null, ["fr-FR", "ja"], "jp"],
  [null, ["EN-gb"], "en"],
  [null, ["fr"], "en"],
  [null, [], "en"],
  ["jp", ["zh-CN"], "jp"],
  ["xx", ["zh-CN"], "zh"],
])("remembered %j and spoken %j choose %s", (remembered, spoken, language) => {
  expect(chooseLanguage(remembered, spoken)).toBe(language);
});
