import { afterAll, describe, expect, test } from "vitest";
import { control, restoreAfterEach, setClocks } from "../world.ts";
import { LAST_MONTH, THIS_MONTH } from "./office.ts";
import {
  cron,
  DAY_MS,
  faultsInBooks,
  hear,
  hostCall,
  look,
  person,
  refund,
  stateOf,
  wake,
  wakeAccount,
} from "./product.ts";
import {
  asOperator,
  creditsOf,
  documents,
  flagVersion,
  invoiceOf,
  invoicesOf,
  issueInvoices,
  planOf,
  quotaOf,
  settleFapiao,
  use,
  usedOf,
  wishFapiao,
} from "./product-plans.ts";
import { close, having, open, openAt } from "./recordings.ts";
import { at, buy, codesOf, expectGrantedOnce, expectRefundedOnce, repeat } from "./scenes.ts";

/** What recorded.test.ts claims of orders and units, claimed of plans, credits, usage and invoices. */

restoreAfterEach();
afterAll(close);

const NEXT_MONTH_AT = Date.UTC(2096, 10, 30, 16);
const MONTH_AFTER_AT = Date.UTC(2096, 11, 31, 16);
const endOf = async (customer: string) => Date.parse((await planOf(customer)).endDate ?? "");

describe("a prepaid plan", () => {
  test.each(having("prepaid month, extended"))(
    "$name: ends when it should, and its credits turn with the month",
    async (recording) => {
      const { customer } = await at(recording, "prepaid month, extended");
      const end = await endOf(customer);
      const { plan, purchased } = await creditsOf(customer);
      expect(Date.parse(plan?.resetsAt ?? "")).toBe(NEXT_MONTH_AT);
      await setClocks(NEXT_MONTH_AT + DAY_MS);
      expect(await creditsOf(customer)).toMatchObject({ plan: { granted: 100, left: 100 } });
      await setClocks(end - 1_000);
      expect(await planOf(customer)).toMatchObject({ planId: "pro_monthly", status: "active" });
      await setClocks(end + 1_000);
      await wakeAccount(customer);
      expect(await planOf(customer)).toMatchObject({ planId: "free", status: "ended" });
      await setClocks(MONTH_AFTER_AT + DAY_MS);
      const after = await creditsOf(customer);
      expect(after).toMatchObject({ plan: { granted: 5, left: 5 }, purchased, held: 0 });
      expect(await faultsInBooks(customer)).toEqual([]);
    },
  );

  test.each(having("prepaid month, extended"))(
    "$name: told again of its payments, is granted no further month",
    async (recording) => {
      const first = recording.cast["prepaid month"] as (typeof recording.cast)[string];
      await openAt(recording, ["prepaid month", "prepaid month, extended"], [first.customer]);
      const before = [await planOf(first.customer), await creditsOf(first.customer)];
      await repeat("wechat", first);
      await repeat("wechat", recording.cast["prepaid month, extended"] ?? first);
      expect([await planOf(first.customer), await creditsOf(first.customer)]).toEqual(before);
    },
  );

  test.each(having("prepaid month, extended"))(
    "$name: a further month follows its end",
    async (recording) => {
      const { who, customer } = await at(recording, "prepaid month, extended");
      const end = new Date(await endOf(customer));
      await buy(who, "subscription", "pro_monthly");
      const next = Date.UTC(2097, 0, end.getUTCDate(), ...timeOf(end));
      expect(await endOf(customer)).toBe(next);
      expect((await creditsOf(customer)).plan?.granted).toBe(100);
    },
  );

  test.each(having("prepaid month, pending"))(
    "$name: that waits for payment is paid by its code, once, and extends",
    async (recording) => {
      const scene = await at(recording, "prepaid month, pending");
      const end = new Date(await endOf(scene.customer));
      await control.pay(codesOf(recording, scene)[0] as string);
      expect((await hear(`${scene.orderNo}_1`)).status).toBeLessThan(300);
      await repeat("wechat", scene);
      await expectGrantedOnce(scene);
      const next = Date.UTC(2097, 0, end.getUTCDate(), ...timeOf(end));
      expect(await endOf(scene.customer)).toBe(next);
    },
  );

  test.each(having("prepaid month, pending"))(
    "$name: that waits is found paid by its alarm, or ends with its code",
    async (recording) => {
      const scene = await at(recording, "prepaid month, pending");
      await wake(scene.orderNo, 1, 36 * 60_000);
      expect(await stateOf(scene.who, scene.kind, scene.orderNo)).toBe("expired");
      const again = await at(recording, "prepaid month, pending");
      await control.pay(codesOf(recording, again)[0] as string);
      await wake(again.orderNo);
      await expectGrantedOnce(again);
    },
  );

  test.each(having("upgrade"))("$name: that was upgraded keeps its year", async (recording) => {
    const scene = await at(recording, "upgrade");
    const end = await endOf(scene.customer);
    await repeat("alipay", scene);
    expect(await planOf(scene.customer)).toMatchObject({ planId: "pro_yearly", status: "active" });
    expect(await endOf(scene.customer)).toBe(end);
    await setClocks(NEXT_MONTH_AT + DAY_MS);
    expect(await creditsOf(scene.customer)).toMatchObject({ available: 150 });
    await wakeAccount(scene.customer);
    expect(await faultsInBooks(scene.customer)).toEqual([]);
  });

  test.each(having("upgrade"))("$name: that was upgraded is given back", async (recording) => {
    const scene = await at(recording, "upgrade");
    await refund(scene.orderNo, { clawBack: "what-is-left" });
    await wake(scene.orderNo, 4);
    expect(await stateOf(scene.who, scene.kind, scene.orderNo)).toBe("refunded");
    expect(await planOf(scene.customer)).toMatchObject({ planId: "pro_monthly", status: "active" });
    expect(await faultsInBooks(scene.customer)).toEqual([]);
  });

  test.each(having("prepaid month, refunded"))(
    "$name: that was given back, asked for again, takes nothing more",
    async (recording) => {
      const scene = await at(recording, "prepaid month, refunded");
      const asked = await refund(scene.orderNo, { clawBack: "full" });
      expect(asked).toMatchObject({ status: 200, body: { orderStatus: "refunded" } });
      expect(await planOf(scene.customer)).toMatchObject({ planId: "free", status: "ended" });
    },
  );
});

const timeOf = (date: Date) =>
  [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()] as const;

describe("credits", () => {
  test.each(having("mei"))("$name: their open hold is settled", async (recording) => {
    await openAt(recording, [], ["mei"]);
    const before = await creditsOf("mei");
    expect(before.held).toBe(15);
    const body = { hold: "api:recorded-host:credits-open", amount: 6 };
    const settle = () => hostCall({ customer: "mei", action: "settle", key: "now", body });
    expect(await settle()).toMatchObject({ status: 200, body: { amount: 6 } });
    expect(await settle()).toMatchObject({ status: 200, body: { amount: 6 } });
    expect(await creditsOf("mei")).toMatchObject({ available: before.available + 9, held: 0 });
    expect(await faultsInBooks("mei")).toEqual([]);
  });

  test.each(having("mei"))(
    "$name: are spent from the plan before the pack, and no pack is sold",
    async (recording) => {
      await openAt(recording, [], ["mei"]);
      const { plan } = await creditsOf("mei");
      const amount = (plan?.left ?? 0) + 10;
      const body = { asset: "credits", amount };
      await hostCall({ customer: "mei", action: "deduct", key: "all", body });
      expect(await creditsOf("mei")).toMatchObject({ plan: { left: 0 }, purchased: 90 });
      const wish = { id: "credits-100", payType: 1 };
      const refused = await (await person("mei")).post("/api/credits/purchase", wish);
      expect(refused.body).toMatchObject({ code: "CREDIT_PURCHASES_CLOSED" });
    },
  );

  test.each(having("pack under v1"))(
    "$name: of a pack are taken back with its money",
    async (recording) => {
      const scene = await at(recording, "pack under v1");
      await refund(scene.orderNo, { clawBack: "full" });
      await wake(scene.orderNo, 4);
      await expectRefundedOnce(scene);
      expect(await creditsOf(scene.customer)).toMatchObject({ purchased: 0 });
    },
  );

  test.each(having("metered"))("$name: that an operator gave are given once", async (recording) => {
    await openAt(recording, [], ["metered"]);
    const before = await creditsOf("metered");
    const body = { asset: "credits", amount: 7, reason: "again" };
    const path = "/api/console/customers/metered/adjust";
    await asOperator("POST", path, body, { "idempotency-key": "adjusted" });
    expect(await creditsOf("metered")).toEqual(before);
    await asOperator("POST", path, body, { "idempotency-key": "anew" });
    expect((await creditsOf("metered")).available).toBe(before.available + 7);
  });
});

describe("usage", () => {
  test.each(having("metered"))(
    "$name: is counted on, an event sent again once",
    async (recording) => {
      await openAt(recording, [], ["metered"]);
      const before = await usedOf("metered");
      const again = { id: "email-2", product: "email", count: 15 };
      expect(await use("metered", again)).toMatchObject({ result: "duplicate" });
      const other = await use("metered", { ...again, count: 16 });
      expect(other).toMatchObject({ code: "EVENT_ID_REUSED" });
      await use("metered", { id: "now", product: "ai_chat", count: 3 });
      await use("metered", { id: "seats-now", product: "agent_seats", count: 4 });
      expect(await usedOf("metered")).toEqual({
        ...before,
        ai_chat: (before.ai_chat ?? 0) + 3,
        agent_seats: 4,
      });
      expect(await quotaOf("metered", "email")).toMatchObject({ reason: "over-soft-limit" });
      expect(await faultsInBooks("metered")).toEqual([]);
    },
  );

  test.each(having("metered"))(
    "$name: carries what did not divide, and a correction gives back once",
    async (recording) => {
      await openAt(recording, [], ["metered"]);
      const tokens = (id: string, count: number) =>
        use("metered", { id, product: "text_tokens", count });
      expect(await tokens("carried", 900)).toMatchObject({ charged: 1 });
      const { available } = await creditsOf("metered");
      const back = { id: "back", product: "text_tokens", count: -12_000, corrects: "tokens-1" };
      expect(await use("metered", back)).toMatchObject({ result: "accepted", charged: -12 });
      expect(await use("metered", back)).toMatchObject({ result: "duplicate" });
      expect((await creditsOf("metered")).available).toBe(available + 12);
      const chat = { id: "more", product: "ai_chat", count: -101, corrects: "chat-1" };
      // Of its 120, 20 were taken back before.
      expect(await use("metered", chat)).toMatchObject({ code: "CORRECTION_INVALID" });
      expect(await use("metered", { ...chat, count: -100 })).toMatchObject({ result: "accepted" });
    },
  );

  test.each(having("over"))(
    "$name: over a hard limit is refused until the month turns",
    async (recording) => {
      await openAt(recording, [], ["over"]);
      const wish = { id: "wish", product: "ai_chat", count: 1, mode: "enforce" };
      expect(await use("over", wish)).toMatchObject({ status: 429, code: "QUOTA_EXCEEDED" });
      expect(await quotaOf("over", "ai_chat")).toMatchObject({ allowed: false, used: 65 });
      await setClocks(NEXT_MONTH_AT + DAY_MS);
      expect(await use("over", { ...wish, id: "december" })).toMatchObject({
        ...{ status: 200, result: "accepted", used: 1 },
      });
      const path = `/api/customers/over/usage?period=${THIS_MONTH}`;
      expect((await look({ as: "host", path })).body).toMatchObject({ items: { ai_chat: 65 } });
    },
  );
});

const ordinals = async (series: string) =>
  (await documents(`&number=${series}`))
    .map(({ number }) => Number(number.slice(series.length)))
    .sort((a, b) => a - b);

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("invoices", () => {
  test.each(having("upgrade", "prepaid month, extended"))(
    "$name: the next number follows without a hole, also after a withdrawn one",
    async (recording) => {
      await openAt(recording, [], ["gao", "mei"]);
      const series = `INV${THIS_MONTH.replace("-", "")}`;
      const before = await ordinals(series);
      expect(before).toEqual(upTo(before.length));
      const [anew] = await issueInvoices("gao", THIS_MONTH);
      expect(anew).toMatchObject({ status: "paid" });
      await issueInvoices("mei", THIS_MONTH);
      expect(await issueInvoices("mei", THIS_MONTH)).toEqual([]);
      expect(await issueInvoices("mei", LAST_MONTH)).toEqual([]);
      expect(await ordinals(series)).toEqual(upTo(before.length + 2));
    },
  );

  test.each(having("upgrade", "prepaid month, extended"))(
    "$name: the cron goes on: what is invoiced stays, the month that ended is next",
    async (recording) => {
      await open(recording);
      const before = await documents(`&period=${LAST_MONTH}`);
      await setClocks(NEXT_MONTH_AT + 3 * DAY_MS);
      await cron();
      expect(await documents(`&period=${LAST_MONTH}`)).toEqual(before);
      for (const customer of ["gao", "mei", "bai"])
        expect((await invoicesOf(customer)).some(({ period }) => period === THIS_MONTH)).toBe(true);
      const numbers = await ordinals(`INV${THIS_MONTH.replace("-", "")}`);
      expect(numbers).toEqual(upTo(numbers.length));
    },
    60_000,
  );

  test.each(having("prepaid month, refunded"))(
    "$name: what was given back has its credit note, and no second one",
    async (recording) => {
      await openAt(recording, [], ["dou"]);
      const [first] = await documents("&customer=dou&kind=invoice");
      const before = await invoiceOf("dou", first?.id ?? "");
      expect(before.creditNotes).toHaveLength(1);
      const path = `/api/console/invoices/${first?.id}/credit-notes`;
      await expect(asOperator("POST", path, {})).rejects.toThrow("NOTHING_TO_CREDIT");
      expect(await invoiceOf("dou", first?.id ?? "")).toEqual(before);
    },
  );

  test.each(having("prepaid month, extended"))(
    "$name: a fapiao's number is taken in",
    async (recording) => {
      await openAt(recording, [], ["mei"]);
      const taken = (await documents("&customer=mei"))[0]?.id ?? "";
      const { fapiao } = await invoiceOf("mei", taken);
      const number = "24952000000123456789";
      const issued = { id: fapiao?.id, result: "issued", number };
      expect(await settleFapiao(issued)).toBe("done");
      expect(await settleFapiao(issued)).toBe("done");
      expect((await invoiceOf("mei", taken)).fapiao).toMatchObject({ status: "issued", number });
    },
  );

  test.each(having("prepaid month, pending"))(
    "$name: a fapiao that was asked is refused, and asked anew",
    async (recording) => {
      await openAt(recording, [], ["bai"]);
      const asked = (await documents("&customer=bai"))[0]?.id ?? "";
      const title = { type: "person", title: "白" };
      await expect(wishFapiao("bai", asked, title)).rejects.toThrow("FAPIAO_NOT_POSSIBLE");
      const id = (await invoiceOf("bai", asked)).fapiao?.id;
      expect(await settleFapiao({ id, result: "refused", reason: "抬头有误" })).toBe("done");
      expect(await wishFapiao("bai", asked, title)).not.toBe("");
    },
  );

  test.each(having("fapiao, red letter due"))(
    "$name: a red letter that is due is taken in, once",
    async (recording) => {
      await openAt(recording, [], ["tao"]);
      const invoice = (await documents("&customer=tao&kind=invoice"))[0]?.id ?? "";
      const { fapiao } = await invoiceOf("tao", invoice);
      expect(fapiao).toMatchObject({ redDue: "45.00" });
      const red = { id: fapiao?.id, result: "red", number: "24952000000000000002" };
      expect(await settleFapiao(red)).toBe("done");
      expect((await invoiceOf("tao", invoice)).fapiao).toMatchObject({
        ...{ redDue: "0.00", redLetters: [{ number: red.number }] },
      });
    },
  );
});

test.each(having("metered"))(
  "$name: the console goes on: a flag, a draft, a role that was taken",
  async (recording) => {
    await openAt(recording, [], []);
    const set = (value: string, expected: string) =>
      asOperator("PUT", "/api/console/flags/past_due_grace_days", {
        ...{ value, expected, reason: "" },
      });
    const seen = await flagVersion("past_due_grace_days");
    await set("9", seen);
    await expect(set("3", seen)).rejects.toThrow("409");
    const draft = "/api/console/packages/coze-draft";
    const { version } = (await look({ as: "operator", path: draft })).body as { version: string };
    const sold = await asOperator<{ state: string }>("POST", `${draft}/on-sale`, { version });
    expect(sold.state).toBe("on-sale");
    expect((await look({ as: "recorded-gone", path: "/api/console/me" })).status).toBe(403);
  },
);
