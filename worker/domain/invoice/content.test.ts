import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, sha256 } from "./canonical.ts";
import { creditContent, dueOf, invoiceContent, revisedContent } from "./content.ts";
import { numberOf, seriesOf } from "./number.ts";
import { NO_BUYER, type Seller } from "./party.ts";
import { boundsOf, isPeriod, monthsAfter, periodAt } from "./period.ts";
import { type InvoiceSale, namesOf, usageLine } from "./sale.ts";

const SELLER: Seller = {
  name: "示例科技有限公司",
  address: "",
  country: "CN",
  email: "",
  phone: "",
  taxIds: [{ kind: "cn", value: "91350100M000100Y43" }],
  pricesIncludeTax: true,
  taxes: { default: { rate: 600, mark: "" }, recharge: { rate: 1_300, mark: "※" } },
  note: "",
  sincePeriod: "2025-01",
};

const sale = (n: number, change: Partial<InvoiceSale> = {}): InvoiceSale => ({
  ref: `order:EC${n}`,
  kind: "coze",
  names: { zh: "专业版", en: "Pro", jp: "プロ" },
  quantity: 1,
  unitAmountMinor: 3_990,
  amountMinor: 3_990,
  currency: "CNY",
  paidAtMs: 1_765_000_000_000 + n,
  ...change,
});

const FACTS = {
  ...{ period: "2025-12", timeZone: "Asia/Shanghai", currency: "CNY" as const },
  ...{ issuedAtMs: 1_767_225_600_000, customerId: "customer-lin", seller: SELLER },
  buyer: { ...NO_BUYER, company: "甲公司", titles: [], timeZone: "Asia/Tokyo" },
};

describe("an invoice", () => {
  test("says each sale, the taxes by its kind, and that all is paid", () => {
    const content = invoiceContent(FACTS, [
      sale(1),
      sale(2, { kind: "recharge", amountMinor: 4_500 }),
    ]);
    expect(content.taxes).toEqual([
      { rate: 1_300, mark: "※", baseMinor: 3_982, taxMinor: 518 },
      { rate: 600, mark: "", baseMinor: 3_764, taxMinor: 226 },
    ]);
    expect(content).toMatchObject({ totalMinor: 8_490, paidMinor: 8_490, refersTo: null });
    expect(dueOf(content)).toBe(0);
  });

  test("with taxes on top has them still to be paid", () => {
    const seller = { ...SELLER, pricesIncludeTax: false };
    const content = invoiceContent({ ...FACTS, seller }, [sale(1, { amountMinor: 10_000 })]);
    expect(content).toMatchObject({ totalMinor: 10_600, paidMinor: 10_000 });
    expect(dueOf(content)).toBe(600);
  });

  test("says what was used beside it, over nothing and without a tax", () => {
    const of = { customerId: "customer-lin", period: "2025-12", currency: "CNY" as const };
    const names = new Map([["tokens", { zh: "令牌, 个", en: "Tokens", jp: "トークン" }]]);
    const used = { asset: "credits" as const, count: 3_100, charged: 3 };
    const lines = ["tokens", "gone"].map((product) =>
      usageLine({ ...used, product }, { ...of, names, endMs: 1_767_196_800_000 }),
    );
    const without = invoiceContent(FACTS, [sale(1)]);
    const content = invoiceContent(FACTS, [sale(1), ...lines]);
    expect(content).toMatchObject({ taxes: without.taxes, totalMinor: 3_990, paidMinor: 3_990 });
    expect(content.items.slice(1)).toMatchObject([
      {
        ...{ sale: "usage:customer-lin:2025-12:tokens:credits", quantity: 3_100, rate: 0 },
        names: {
          zh: "令牌, 个 (已用 3 积分支付)",
          en: "Tokens (paid with 3 credits)",
          jp: "トークン (3 クレジットで支払い済み)",
        },
      },
      { names: { zh: "gone (已用 3 积分支付)" } },
    ]);
    // A refund of the sale gives its taxes back, and nothing of the usage.
    const { taxes, totalMinor } = creditContent({
      ...{ invoice: content, refersTo: { id: "in_1", number: "INV202512001" }, credited: [] },
      ...{ sale: "order:EC1", refund: "R1", period: "2026-01", issuedAtMs: 1 },
    });
    expect({ taxes, totalMinor }).toEqual({ taxes: without.taxes, totalMinor: 3_990 });
  });

  test("keeps copies: what buyer and seller say later does not reach it", () => {
    const content = invoiceContent(FACTS, [sale(1)]);
    expect(content.buyer).toMatchObject({ id: "customer-lin", company: "甲公司" });
    expect(content.buyer).not.toHaveProperty("titles");
    expect(content.seller).not.toHaveProperty("taxes");
  });

  test("revised for another buyer keeps its sales, taxes and seller, and names the first", () => {
    const first = invoiceContent(FACTS, [sale(1)]);
    const refersTo = { id: "i1", number: "INV202512001" };
    const buyer = { ...NO_BUYER, company: "乙公司" };
    const revised = revisedContent(first, { buyer, issuedAtMs: first.issuedAtMs + 1, refersTo });
    expect(revised).toEqual({
      ...first,
      buyer: { ...first.buyer, company: "乙公司" },
      issuedAtMs: first.issuedAtMs + 1,
      refersTo,
    });
  });
});

describe("credit notes", () => {
  const credit = (invoice: ReturnType<typeof invoiceContent>, credited: string[], of: string) =>
    creditContent({
      ...{ invoice, credited, sale: of, refund: `${of}R1`, period: "2026-01", issuedAtMs: 1 },
      refersTo: { id: "i1", number: "INV202512001" },
    });

  test("of every sale together give back what was invoiced, whatever was rounded", () => {
    const drawn = fc.array(fc.nat(100_000), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(drawn, fc.boolean(), (amounts, pricesIncludeTax) => {
        const sales = amounts.map((amountMinor, at) => sale(at, { amountMinor }));
        const invoice = invoiceContent(
          { ...FACTS, seller: { ...SELLER, pricesIncludeTax } },
          sales,
        );
        const refs = sales.map(({ ref }) => ref);
        const notes = refs.map((ref, at) => credit(invoice, refs.slice(0, at), ref));
        expect(notes.reduce((sum, { totalMinor }) => sum + totalMinor, 0)).toBe(invoice.totalMinor);
      }),
    );
  });

  test("name the invoice, hold the one sale, and cannot be made twice", () => {
    const invoice = invoiceContent(FACTS, [sale(1), sale(2)]);
    const note = credit(invoice, [], "order:EC2");
    expect(note).toMatchObject({ kind: "credit-note", period: "2026-01", totalMinor: 3_990 });
    expect(note.items.map((item) => item.sale)).toEqual(["order:EC2"]);
    expect(() => credit(invoice, ["order:EC2"], "order:EC2")).toThrow("credited once");
    expect(() => credit(invoice, [], "order:EC3")).toThrow("stands on the invoice");
  });
});

describe("canonical JSON", () => {
  test("does not depend on the order in which fields were written", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "é" }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":"é","d":null}]}',
    );
  });

  test("reads back as what it was, and any change of it changes the hash", async () => {
    const content = invoiceContent(FACTS, [sale(1)]);
    const text = canonicalJson(content);
    expect(JSON.parse(text)).toEqual(content);
    expect(canonicalJson(JSON.parse(text))).toBe(text);
    const other = canonicalJson({ ...content, totalMinor: content.totalMinor + 1 });
    expect(await sha256(other)).not.toBe(await sha256(text));
    expect(await sha256("abc")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  test.each([[{ a: 0.5 }], [{ a: Number.NaN }], [{ a: -0 }], [{ a: 2 ** 53 }], [{ a: undefined }]])(
    "refuses what has no one spelling: %j",
    (value) => expect(() => canonicalJson(value)).toThrow("invariant broken"),
  );

  test("writes half a surrogate as storage keeps it", () => {
    expect(canonicalJson("a\ud800")).toBe('"a\ufffd"');
  });
});

describe("numbers and periods", () => {
  test.each([
    ["invoice", "2025-12", 1, 1, "INV202512001"],
    ["invoice", "2025-12", 1_000, 1, "INV2025121000"],
    ["invoice", "2025-12", 7, 2, "INV202512007-2"],
    ["credit-note", "2026-01", 12, 1, "CN202601012"],
  ] as const)("%s of %s, the %d., revision %d is %s", (kind, period, ordinal, revision, number) => {
    expect(numberOf(seriesOf(kind, period), ordinal, revision)).toBe(number);
  });

  test.each(["2025-13", "2025-00", "2025-1", "25-01", "2025-12-01", "", "1999-12", "２０２５-12"])(
    "%s is no month",
    (text) => expect(isPeriod(text)).toBe(false),
  );

  test("a month begins where the zone's midnight is", () => {
    expect(boundsOf("2025-12", "Asia/Shanghai")).toEqual({
      startMs: Date.parse("2025-11-30T16:00:00Z"),
      endMs: Date.parse("2025-12-31T16:00:00Z"),
    });
    expect(periodAt(Date.parse("2025-12-31T16:00:00Z"), "Asia/Shanghai")).toBe("2026-01");
    expect(monthsAfter("2026-01", -1)).toBe("2025-12");
    expect(monthsAfter("2025-12", 1)).toBe("2026-01");
  });

  test("every instant of a year lies in the month whose bounds hold it", () => {
    const instant = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) });
    const zone = fc.constantFrom("Asia/Shanghai", "America/New_York", "Europe/Berlin", "UTC");
    fc.assert(
      fc.property(instant, zone, (atMs, timeZone) => {
        const { startMs, endMs } = boundsOf(periodAt(atMs, timeZone), timeZone);
        expect(startMs <= atMs && atMs < endMs).toBe(true);
      }),
    );
  });
});

test("what was sold is named in every language", () => {
  const power = { kind: "power", name: "算力充值 550", power: 500, givePower: 50 } as const;
  expect(namesOf("算力充值 550", power)).toEqual({
    ...{ zh: "算力充值 550", en: "Power 550", jp: "パワーチャージ 550" },
  });
  const days = {
    kind: "coze",
    name: "专业版",
    days: 30,
    tier: 0,
    names: { en: "Pro", jp: null },
  } as const;
  expect(namesOf("专业版", days)).toEqual({ zh: "专业版", en: "Pro", jp: "专业版" });
});
