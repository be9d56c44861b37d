import { beforeAll, describe, expect, test } from "vitest";
import { FONTS } from "../config/fonts.ts";
import { NO_BUYER } from "../domain/invoice/party.ts";
import { presentAccount } from "../http/core/invoices/present.ts";
import {
  account,
  invoice,
  issued,
  put,
  putFonts,
  readPdf,
  refunded,
  SELLER,
  sellingOperator,
  soldTo,
} from "./invoicing.ts";
import { bindings, type Customer, customer } from "./world.ts";

const TITLE = { type: "company", title: "甲公司", taxNo: "91350100M000100Y43" };

let by: Customer;
beforeAll(async () => {
  by = await sellingOperator();
});

/** A customer with an issued invoice over 39.90. */
async function invoiced(change: object = {}, sold: Parameters<typeof soldTo>[1] = {}) {
  const who = await customer();
  if (Object.keys(change).length > 0) await put(who, "/api/portal/account", change);
  const orderNo = await soldTo(who.id, sold);
  return { who, orderNo, first: await issued(by, who.id) };
}

const flat = (pages: { text: string }[]) =>
  pages
    .map(({ text }) => text)
    .join("")
    .replaceAll(/\s/g, "");

describe("without its fonts", () => {
  test("the PDF says which command puts them there, and the print view works", async () => {
    const { who, first } = await invoiced();
    const answer = await who.call(`/api/portal/invoices/${first.id}/pdf`, {
      headers: { "accept-language": "en" },
    });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      code: "FONT_MISSING",
      title: expect.stringContaining("npm run fonts"),
    });
    const print = await who.call(`/api/portal/invoices/${first.id}/print?lang=en`);
    expect(print.status).toBe(200);
    const html = await print.text();
    // workerd knows the countries' names, too.
    for (const part of [first.number, "<bdi>China</bdi>"]) expect(html).toContain(part);
    expect(html).not.toContain("<bdi>CN</bdi>");
    // A missing key stays missing in a location's copy for a while; the next test is a later one.
    for (const key of Object.values(FONTS)) await bindings.CONFIG.delete(key);
  });
});

describe("the PDF of the Worker, read by another library", () => {
  beforeAll(putFonts);

  test.each([
    ["zh", "账单", "专业版"],
    ["en", "Invoice", "Pro"],
    ["jp", "請求書", "プロ"],
  ] as const)("is in the account's language: %s", async (language, title, item) => {
    const { who, first } = await invoiced({ company: "株式会社サンプル・测试公司", language });
    const answer = await who.call(`/api/portal/invoices/${first.id}/pdf`, {
      headers: { "accept-language": "en" },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/pdf");
    expect(answer.headers.get("content-disposition")).toBe(
      `attachment; filename="${first.number}.pdf"`,
    );
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    const { pages, title: ofFile } = await readPdf(answer);
    const text = flat(pages);
    for (const part of [
      title,
      item,
      first.number,
      "39.90",
      SELLER.name,
      "株式会社サンプル・测试公司",
    ])
      expect(text).toContain(part);
    expect(ofFile).toBe(`${title} ${first.number}`);
    expect(pages.flatMap(({ blank }) => blank)).toEqual([]);
    expect(text).not.toContain("□");
  });

  test("follows `lang` where it is asked for, and the browser where the account says nothing", async () => {
    const { who, first } = await invoiced();
    const read = async (query: string, accept: string) =>
      flat(
        (
          await readPdf(
            await who.call(`/api/portal/invoices/${first.id}/pdf${query}`, {
              headers: { "accept-language": accept },
            }),
          )
        ).pages,
      );
    expect(await read("", "ja")).toContain("請求書");
    expect(await read("?lang=en", "ja")).toContain("Invoice");
  });

  test("shows names of 200 characters, emoji, right-to-left and rare characters", async () => {
    const company = `${"很长的公司名称".repeat(27)}𠮷野家🎉`;
    const { who, first } = await invoiced({ company, contact: "שלום 王", address: "龘靐齉 ①" });
    const { pages } = await readPdf(await who.call(`/api/portal/invoices/${first.id}/pdf`));
    const text = flat(pages);
    // Seller and buyer stand side by side, so their lines alternate.
    expect(text.split("很")).toHaveLength(28);
    expect(text).toContain("𠮷野家□");
    expect(text).toContain("□□□□王");
    expect(text).toContain("字体中没有的字符显示为□");
    expect(pages.flatMap(({ outside }) => outside)).toEqual([]);
  });

  test("of a credit note names what it corrects", async () => {
    const { who, orderNo, first } = await invoiced();
    await refunded(orderNo, Date.now());
    await by.post(`/api/console/invoices/${first.id}/credit-notes`, {});
    const [note] = (await invoice(who, first.id)).creditNotes;
    const answer = await by.call(`/api/console/invoices/${note?.id}/pdf?lang=zh`);
    const text = flat((await readPdf(answer)).pages);
    for (const part of ["贷记单", note?.number ?? "?", "更正的账单", first.number, "退还CNY39.90"])
      expect(text).toContain(part);
  });
});

describe("the print view", () => {
  test("shows markup as text, runs nothing and loads nothing", async () => {
    const company = `<script>alert("1")</script>&'\u202e`;
    const { who, first } = await invoiced({ company: company.replace("\u202e", "") });
    const answer = await who.call(`/api/portal/invoices/${first.id}/print`);
    const html = await answer.text();
    expect(html).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;");
    expect(html).not.toContain("<script");
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; /);
    for (const part of ["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"])
      expect(policy).toContain(part);
    const style = /<style>(.*)<\/style>/s.exec(html)?.[1] ?? "";
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    expect(policy).toContain(btoa(String.fromCharCode(...new Uint8Array(digest))));
  });
});

describe("the account", () => {
  test("is empty at first, but for what the identity provider told", async () => {
    const who = await customer();
    expect(await account(who)).toMatchObject({
      ...{ company: "", email: "", taxIds: [], invoiceTitles: [], updatedAt: null },
    });
    const told = { email: "lin@example.com", createdAtMs: null };
    const kept = { buyer: NO_BUYER, updatedAtMs: null };
    expect(presentAccount(who.id, kept, told).email).toBe("lin@example.com");
    expect(presentAccount(who.id, { ...kept, updatedAtMs: 1 }, told).email).toBe("");
  });

  test("is kept as it was said, tax ids without blanks", async () => {
    const who = await customer();
    const said = await put(who, "/api/portal/account", {
      ...{ company: " 甲公司 ", country: "DE", language: "jp", timeZone: "Asia/Tokyo" },
      taxIds: [
        { kind: "eu", value: "de 136.695-976" },
        { kind: "jp", value: "T1180301018771" },
      ],
      invoiceTitles: [TITLE],
    });
    expect(said.status).toBe(200);
    expect(await account(who)).toMatchObject({
      ...{ company: "甲公司", country: "DE", language: "jp", timeZone: "Asia/Tokyo", email: "" },
      taxIds: [
        { kind: "eu", value: "DE136695976" },
        { kind: "jp", value: "T1180301018771" },
      ],
      invoiceTitles: [{ ...TITLE, bank: "" }],
    });
  });

  test.each([
    [{ taxIds: [{ kind: "cn", value: "91350100M000100Y44" }] }, "taxIds.0"],
    [{ taxIds: [{ kind: "jp", value: "T2180301018771" }] }, "taxIds.0"],
    [{ taxIds: [{ kind: "eu", value: "GB123456789" }] }, "taxIds.0"],
    [{ invoiceTitles: [{ type: "company", title: "甲公司" }] }, "invoiceTitles.0"],
    [{ invoiceTitles: [{ ...TITLE, type: "person" }] }, "invoiceTitles.0"],
    [{ company: "a\u0000b" }, "company"],
    [{ company: "x".repeat(201) }, "company"],
    [{ email: "lin@example.com\nbcc: x@example.com" }, "email"],
    [{ country: "Germany" }, "country"],
    [{ timeZone: "Mars/Olympus" }, "timeZone"],
    [{ language: "fr" }, "language"],
  ])("%j is refused, naming %s", async (body, field) => {
    const who = await customer();
    const answer = await put<{ errors: { field: string }[] }>(who, "/api/portal/account", body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((fault) => fault.field)).toContain(field);
  });
});
