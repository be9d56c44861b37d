import { expect, test } from "vitest";
import { type Checked, findProblems, readAll } from "./check.ts";

const KEY = "common.action.retry";
const COUNTED = "common.paging.count";

/** The real texts and code with one thing changed. */
function problemsAfter(change: (checked: Checked) => void): string[] {
  const checked = readAll();
  change(checked);
  return findProblems(checked);
}

const texts = (checked: Checked, language: string) => {
  const found = checked.dictionaries.get(language);
  if (!found) throw new Error(`no ${language}`);
  return found;
};

test("the texts and the code as they are have no problem, and are all there", () => {
  const checked = readAll();
  expect(findProblems(checked)).toEqual([]);
  for (const language of ["zh", "en", "jp"])
    expect(texts(checked, language).size, language).toBeGreaterThan(200);
  expect(checked.code.size).toBeGreaterThan(80);
});

test.each(["en", "jp"])("a text that %s lacks is named", (language) => {
  const found = problemsAfter((checked) => texts(checked, language).delete(KEY));
  expect(found).toEqual([`${language}: ${KEY} is missing`]);
});

test("a text that only another language has is named", () => {
  const found = problemsAfter((checked) => texts(checked, "jp").set("common.surplus", "余り"));
  expect(found).toEqual(["jp: common.surplus is not in zh"]);
});

test.each([
  ["lost", "in total"],
  ["misspelt", "{{ totall }} in total"],
  ["added", "{{ total }} of {{ all }}"],
])("a placeholder that was %s is named", (_how, text) => {
  const found = problemsAfter((checked) => texts(checked, "en").set(COUNTED, text));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^en: common\.paging\.count has the placeholders/);
});

test("an empty text is named", () => {
  expect(problemsAfter((checked) => texts(checked, "en").set(KEY, " "))).toEqual([
    `en: ${KEY} is empty`,
  ]);
});

test("a key of the seeds may not go, used or not", () => {
  const key = "web-personal-rights.cozePackageCenter.title";
  const found = problemsAfter(({ dictionaries }) => {
    for (const one of dictionaries.values()) one.delete(key);
  });
  expect(found).toContain(`zh: the seeds' key ${key} is missing`);
});

test("a text that nobody uses is named", () => {
  const found = problemsAfter(({ dictionaries }) => {
    for (const one of dictionaries.values()) one.set("common.surplus", "多余");
  });
  expect(found).toEqual(["common.surplus is used nowhere: remove it from every language"]);
});

test.each([
  ['t("common.action.retyr")', "common.action.retyr"],
  ["t('common.action.retyr')", "common.action.retyr"],
  ["t(`common.action.retyr`)", "common.action.retyr"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code.
  ["t(`common.actoin.${name}`)", "common.actoin."],
])("a use of what is not there is named: %s", (code, key) => {
  const found = problemsAfter((checked) => checked.code.set("pages/new.tsx", code));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`pages/new.tsx: uses ${key}`);
});

test.each([
  "<p>Buy now</p>",
  "<p>Buy</p>",
  "<p>{count()} days left</p>",
  "<p>Left {count()}</p>",
  "<p>\n  Buy\n  <b>{name()}</b>\n</p>",
  "<p>立即购买</p>",
  'const text = "立即购买";',
  '<button aria-label="Close" />',
  '<img alt={"A picture"} />',
  "<Notice title={`Nothing here`} />",
  'showToast("ok", "Payment received");',
  '<p>{open() ? "Open now" : ""}</p>',
])("a text in the code is named: %s", (code) => {
  const found = problemsAfter((checked) => checked.code.set("pages/new.tsx", code));
  expect(found.length).toBeGreaterThan(0);
  for (const problem of found) expect(problem).toMatch(/^pages\/new\.tsx: the text ".+" belongs/);
});

test("Chinese or Japanese in code without markup is named as well", () => {
  const found = problemsAfter((checked) => checked.code.set("api/new.ts", 'return "出错了";'));
  expect(found).toEqual(['api/new.ts: the text "出错了" belongs in the language files']);
});
