import { PDFDocument, rgb } from "@cantoo/pdf-lib";
import { describe, expect, test } from "vitest";
import { fontBytes, readPdf } from "../test/pdf-reader.ts";
import { pdfOf } from "./pdf.ts";
import { contentWith, item } from "./testing/content.ts";
import { viewOf } from "./view.ts";

const FONTS = { sc: fontBytes("sc"), jp: fontBytes("jp") };

const read = async (
  content: Parameters<typeof viewOf>[0]["content"],
  language: "zh" | "en" | "jp",
  isVoid = false,
) => {
  const shown = { number: "INV202512001", content, isVoid };
  const bytes = await pdfOf(viewOf(shown, language), FONTS);
  return { bytes, ...(await readPdf(bytes)) };
};

/** Line breaks fall where a column ends. */
const flat = (pages: { text: string }[]): string =>
  pages
    .map(({ text }) => text)
    .join("")
    .replaceAll(/\s/g, "");

test("the reader sees what leaves no ink, and what leaves the page", async () => {
  const document = await PDFDocument.create();
  const page = document.addPage([300, 300]);
  page.drawText("seen", { x: 20, y: 200 });
  page.drawText("white", { x: 20, y: 100, color: rgb(1, 1, 1) });
  page.drawText("W", { x: 280, y: 50, size: 60 });
  const { pages } = await readPdf(await document.save());
  expect(pages).toEqual([expect.objectContaining({ blank: ["white"], outside: ["W"] })]);
});

describe("a PDF, read by another library", () => {
  test.each([
    ["zh", ["账单", "示例科技有限公司", "专业版", "含税", "2025年12月5日", "统一社会信用代码"]],
    ["en", ["Invoice", "示例科技有限公司", "Pro", "Pricesincludetax", "5Dec2025"]],
    ["jp", ["請求書", "示例科技有限公司", "プロ", "税込み", "2025年12月5日"]],
  ] as const)("in %s says what it is about", async (language, words) => {
    const { pages, title, bytes } = await read(contentWith({}), language);
    const text = flat(pages);
    for (const word of [...words, "INV202512001", "39.90", "2.26", "6%"])
      expect(text).toContain(word);
    expect(title).toContain("INV202512001");
    expect(pages).toHaveLength(1);
    expect(pages[0]?.blank).toEqual([]);
    // A whole font would be megabytes.
    expect(bytes.length).toBeLessThan(60_000);
    expect(text).not.toContain("□");
  });

  test("every glyph has an outline: a text of 300 different characters leaves ink everywhere", async () => {
    const han = Array.from({ length: 300 }, (_, at) => String.fromCodePoint(0x4e00 + at * 37)).join(
      "",
    );
    const { pages } = await read(contentWith({ buyer: { company: han } }), "zh");
    expect(flat(pages)).toContain(han.slice(0, 10));
    expect(pages.flatMap(({ blank }) => blank)).toEqual([]);
    expect(pages.flatMap(({ outside }) => outside)).toEqual([]);
  });

  test("a quantity of millions of tokens stands in one line", async () => {
    const items = [item({ quantity: 3_100_000_000_000, unitAmountMinor: 0, amountMinor: 0 })];
    for (const language of ["zh", "en", "jp"] as const) {
      const { pages } = await read(contentWith({ items }), language);
      expect(pages[0]?.text).toContain("3100000000000");
    }
  });

  test("a name of 200 characters is broken into lines, not cut", async () => {
    const company = "很长的公司名称".repeat(29).slice(0, 200);
    const word = "W".repeat(200);
    const items = [item({ names: { zh: company, en: word, jp: company } })];
    for (const language of ["zh", "en"] as const) {
      const { pages } = await read(
        contentWith({ buyer: { company, address: word }, items }),
        language,
      );
      expect(flat(pages)).toContain(language === "zh" ? company : word);
      expect(pages.flatMap(({ outside }) => outside)).toEqual([]);
    }
  });

  test("what no font has is shown as a sign, and said so; a family of emoji is one sign", async () => {
    const company = "甲👨‍👩‍👧乙 שלום مرحبا\u202e丙";
    const { pages } = await read(contentWith({ buyer: { company } }), "zh");
    const text = flat(pages);
    expect(text).toContain("甲□乙□□□□");
    expect(text).toContain("丙");
    expect(text).toContain("字体中没有的字符显示为□");
  });

  test("a character that only the other language's font has is taken from there", async () => {
    // 龥 and 凜 are in both; 〄 stands in the Japanese one alone, 镕 in the Chinese one.
    const { pages } = await read(contentWith({ buyer: { company: "朱镕基" } }), "jp");
    expect(flat(pages)).toContain("朱镕基");
    expect(flat(pages)).not.toContain("□");
    expect(pages.flatMap(({ blank }) => blank)).toEqual([]);
  });

  test("200 items go on over pages, each with its headings and its place", async () => {
    const items = Array.from({ length: 200 }, (_, at) =>
      item({ names: { zh: `套餐${at}号`, en: "", jp: "" }, sale: `order:EC${at}` }),
    );
    const { pages } = await read(contentWith({ items }), "zh");
    expect(pages.length).toBeGreaterThan(4);
    const text = flat(pages);
    for (let at = 0; at < 200; at++) expect(text).toContain(`套餐${at}号`);
    pages.forEach(({ text: ofPage }, at) => {
      expect(ofPage.replaceAll(/\s/g, "")).toContain(`第${at + 1}页，共${pages.length}页`);
    });
  });

  test("one that no longer holds says so", async () => {
    expect(flat((await read(contentWith({}), "zh", true)).pages)).toContain("已作废");
  });

  test("the same document makes the same pages", async () => {
    const twice = [await read(contentWith({}), "zh"), await read(contentWith({}), "zh")];
    expect(twice[0]?.pages).toEqual(twice[1]?.pages);
  });
});
