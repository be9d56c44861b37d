import { expect, test } from "vitest";
import { type Checked, findProblems, readAll, readSource } from "./check.ts";

const KEY = "common.action.retry";
const COUNTED = "common.paging.count";

const REAL = readAll();

/** The real texts and code with one thing changed. */
function problemsAfter(change: (checked: Checked) => void): string[] {
  const dictionaries = [...REAL.dictionaries].map(([name, all]) => [name, new Map(all)] as const);
  const checked = { dictionaries: new Map(dictionaries), code: new Map(REAL.code) };
  change(checked);
  return findProblems(checked);
}

const problemsWith = (place: string, code: string) =>
  problemsAfter((checked) => checked.code.set(place, readSource(place, code)));

const texts = (checked: Checked, language: string) => {
  const found = checked.dictionaries.get(language);
  if (!found) throw new Error(`no ${language}`);
  return found;
};

test("the texts and the code as they are have no problem, and are all there", () => {
  expect(findProblems(REAL)).toEqual([]);
  for (const language of ["zh", "en", "jp"])
    expect(texts(REAL, language).size, language).toBeGreaterThan(200);
  expect(REAL.code.size).toBeGreaterThan(80);
});

test.each([
  ["zh", "pay.sandbox", "沙盒"],
  ["zh", "pay.codeFailed", "二维码获取失败"],
  ["zh", "pay.live.failed", "二维码获取失败"],
  ["zh", "common.failure.load", "加载失败"],
  ["zh", "pay.toast.kept", "支付未完成，订单已保留"],
  ["en", "common.label.personalRights", "My benefits"],
  ["en", "pay.status.pending", "Awaiting payment"],
  ["en", "web-personal-rights.records.continuePay", "Complete payment"],
  ["en", "web-personal-rights.rechargeCenter.arrives", "{{ amount }} total"],
  ["en", "web-personal-rights.result.refundedDesc", "Refunded to the original payment method"],
  ["jp", "common.label.personalRights", "ご利用プラン"],
  ["jp", "common.brand", "マイプラン"],
  ["jp", "web-personal-rights.records.export", "CSV をダウンロード"],
  ["jp", "web-personal-rights.result.refundingDesc", "返金の反映時期"],
])("in %s, %s says %s", (language, key, words) => {
  expect(texts(REAL, language).get(key)).toContain(words);
});

test.each([
  ["zh", /沙箱/],
  ["en", /recharge/i],
  ["jp", /権益/],
])("no text in %s has the other word for a thing that has one", (language, other) => {
  const found = [...texts(REAL, language)].filter(([, text]) => other.test(text));
  expect(found).toEqual([]);
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
  const found = problemsWith("pages/new.tsx", code);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`pages/new.tsx: uses ${key}`);
});

test("a text in a component is named", () => {
  const code = "export const New = () => <p>Are you sure?</p>; // And why?";
  const found = problemsWith("pages/new.tsx", code);
  expect(found).toEqual(['pages/new.tsx: the text "Are you sure?" belongs in the language files']);
});

test.each([
  ["components", "pages/new.tsx", 'export const New = () => <p>{find("出错了")}</p>;'],
  ["code without markup", "api/new.ts", 'export const text = "出错了"; /* 出错 */ // 出'],
])("Chinese or Japanese is named wherever it stands: %s", (_where, place, code) => {
  const found = problemsWith(place, code);
  expect(found).toEqual([`${place}: the text "出错了" belongs in the language files`]);
});

test("code that cannot be read is named, not passed over", () => {
  const found = problemsWith("pages/new.tsx", "<p>Buy");
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^pages\/new\.tsx: cannot be read: /);
});
