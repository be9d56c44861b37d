import { describe, expect, test } from "vitest";
import { generateInvoice, issueRules } from "../actions/invoices.ts";
import { boundsOf, periodAt } from "../domain/invoice/period.ts";
import type { Env } from "../env.ts";
import { invoice, sellingOperator, soldTo } from "./invoicing.ts";
import { meteringHost, productsInCatalog } from "./metering.ts";
import { accountOf } from "./shop.ts";
import { bindings, customer } from "./world.ts";

const rulesNow = async () => {
  const rules = await issueRules(bindings);
  if (!rules.ok) throw new Error("no seller");
  return rules.value;
};

describe("usage whose price was taken in credits", () => {
  test("is said on the month's invoice once the month is over, and costs nothing more", async () => {
    await productsInCatalog();
    const by = await sellingOperator();
    const it = await meteringHost();
    const { who } = it;
    await accountOf(who).grantLot({
      ...{ key: "lot", reference: "", asset: "credits", amount: 1_000 },
      ...{ source: "test", expiresAtMs: null, detail: {} },
    });
    const period = periodAt(Date.now(), "Asia/Shanghai");
    const rules = await rulesNow();
    const endMs = boundsOf(period, "Asia/Shanghai").endMs;
    await it.use("ai_chat", 7); // Has no price.
    for (const count of [1_500, 1_600]) await it.use("text_tokens", count);
    // Usage alone is no sale.
    expect(await generateInvoice(bindings, who.id, period, rules, endMs)).toEqual([]);
    await soldTo(who.id, { paidAtMs: Date.now() });
    const [running] = await generateInvoice(bindings, who.id, period, rules, Date.now());
    expect((await invoice(who, running?.id ?? "")).items).toHaveLength(1);
    await soldTo(who.id, { paidAtMs: Date.now() });
    const [first] = await generateInvoice(bindings, who.id, period, rules, endMs);
    const shown = await invoice(who, first?.id ?? "");
    expect(shown.items).toMatchObject([
      { amount: "39.90", taxRate: "6" },
      {
        ...{ quantity: 3_100, unitAmount: "0.00", amount: "0.00", taxRate: "0" },
        text: "产品 text_tokens, 次 (已用 3 积分支付)",
        reference: `usage:${who.id}:${period}:text_tokens:credits`,
      },
    ]);
    expect(shown).toMatchObject({ amount: "39.90", dueAmount: "0.00" });
    expect(shown.taxes).toHaveLength(1);
    // A late sale has a document of its own, and the usage is not said twice.
    await soldTo(who.id, { paidAtMs: Date.now() });
    const [late] = await generateInvoice(bindings, who.id, period, rules, endMs + 1);
    expect((await invoice(who, late?.id ?? "")).items).toHaveLength(1);
    const pdf = await by.call(`/api/console/invoices/${first?.id}/print?lang=en`);
    expect(await pdf.text()).toContain("paid with 3 credits");
  });

  test("keeps nobody else's invoice waiting when an account fails", async () => {
    await sellingOperator();
    const [who, other] = [await customer(), await customer()];
    const paidAtMs = Date.parse("2024-08-10T00:00:00Z");
    for (const { id } of [who, other]) await soldTo(id, { paidAtMs });
    const rules = await rulesNow();
    const broken = {
      ...bindings,
      ACCOUNTS: {
        idFromName: () => null,
        get: () => ({ usageCharges: () => Promise.reject(new Error("down")) }),
      },
    } as unknown as Env;
    await expect(generateInvoice(broken, who.id, "2024-08", rules, Date.now())).rejects.toThrow(
      "down",
    );
    expect(await generateInvoice(bindings, other.id, "2024-08", rules, Date.now())).toHaveLength(1);
    expect(await generateInvoice(bindings, who.id, "2024-08", rules, Date.now())).toHaveLength(1);
  });
});
