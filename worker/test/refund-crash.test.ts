import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { sweepOrders } from "../jobs/sweep.ts";
import { AccountObject } from "../objects/account/object.ts";
import { breakD1 } from "./breaking.ts";
import {
  ask,
  assertRefundedOnce,
  goOn,
  listed,
  operator,
  powerOf,
  refundsAtGateway,
  soldPower,
  spendPower,
} from "./refunding.ts";
import { accountOf, objectOf, prepay, shown, timeline } from "./shop.ts";
import { bindings, control, deliver, mailAbout, restoreAfterEach, travel } from "./world.ts";

const askedInD1 = (orderId: string) =>
  bindings.DB.prepare("SELECT count(*) AS n FROM refund_asked WHERE order_no = ?")
    .bind(orderId)
    .first<number>("n");

restoreAfterEach();
afterEach(() => {
  vi.restoreAllMocks();
});

describe("dying or failing between any two steps", () => {
  const crash = abortAllDurableObjects;
  const alarm = async (orderId: string) => {
    await travel(70_000);
    await runDurableObjectAlarm(objectOf(orderId));
  };

  test("a crash after each step forgets nothing and does nothing twice", async () => {
    const sold = await soldPower();
    const by = await operator();
    await crash();
    await ask(by, sold.orderId, "full");
    for (let turn = 0; turn < 5; turn++) {
      await crash();
      await alarm(sold.orderId);
    }
    await crash();
    await ask(by, sold.orderId, "full");
    await assertRefundedOnce(sold);
  });

  test("written down and nothing more: the alarm alone carries it on", async () => {
    const sold = await soldPower();
    await runInDurableObject(objectOf(sold.orderId), (_object, { storage }) => {
      storage.sql.exec(
        `INSERT INTO refund_wish (ordinal, claw_back, reason, asked_by, asked_at, state)
         VALUES (1, 'full', '', 'operator', 0, 'open')`,
      );
      storage.sql.exec("UPDATE outbox SET version = version + 1, due_at = 1");
      storage.sql.exec("UPDATE purchase SET work_at = 1");
    });
    await crash();
    await goOn(sold.orderId);
    await assertRefundedOnce(sold);
  });

  test.each(["before", "after"] as const)(
    "the account fails %s it gave back: under way, then once",
    async (when) => {
      const sold = await soldPower();
      const original = AccountObject.prototype.reverseGrant;
      vi.spyOn(AccountObject.prototype, "reverseGrant").mockImplementation(function (
        this: AccountObject,
        input,
      ) {
        if (when === "after") original.call(this, input);
        throw new Error("the object was reset");
      });
      const by = await operator();
      const asked = await ask(by, sold.orderId, "full");
      expect(asked.status).toBe(202);
      expect(asked.body).toMatchObject({ orderStatus: "completed", request: { state: "open" } });
      expect((await ask(by, sold.orderId, "what-is-left")).status).toBe(202);
      expect(await refundsAtGateway(sold.orderId)).toEqual([]);
      vi.restoreAllMocks();
      await crash();
      for (let turn = 0; turn < 4; turn++) await alarm(sold.orderId);
      await assertRefundedOnce(sold);
      expect(await powerOf(sold.who)).toBe(0);
    },
  );

  test("the account fails and the alarm is lost: the sweep finds it", async () => {
    const sold = await soldPower();
    vi.spyOn(AccountObject.prototype, "reverseGrant").mockImplementation(() => {
      throw new Error("the object was reset");
    });
    await ask(await operator(), sold.orderId, "full");
    vi.restoreAllMocks();
    await runInDurableObject(objectOf(sold.orderId), (_object, { storage }) =>
      storage.deleteAlarm(),
    );
    await crash();
    await travel(3_600_000);
    await sweepOrders(bindings, Date.now);
    await goOn(sold.orderId);
    await assertRefundedOnce(sold);
    expect(await askedInD1(sold.orderId)).toBe(0);
  });

  test("a wish that is refused is not looked after", async () => {
    const sold = await soldPower();
    await spendPower(sold.who, 50);
    expect((await ask(await operator(), sold.orderId, "full")).status).toBe(409);
    expect(await askedInD1(sold.orderId)).toBe(0);
  });

  test("a slow repeat of a wish that was refused takes nothing back beside the next", async () => {
    const sold = await soldPower();
    const account = accountOf(sold.who);
    await account.hold({ key: "h", reference: "", asset: "power", amount: 9, ttlSeconds: 60_000 });
    const seen: Parameters<AccountObject["reverseGrant"]>[0][] = [];
    const original = AccountObject.prototype.reverseGrant;
    vi.spyOn(AccountObject.prototype, "reverseGrant").mockImplementation(function (
      this: AccountObject,
      input,
    ) {
      seen.push(input);
      return original.call(this, input);
    });
    const by = await operator();
    expect((await ask(by, sold.orderId, "full")).status).toBe(409);
    await account.release({ key: "r", hold: "h" });
    const late = await account.reverseGrant(seen[0] as (typeof seen)[0]);
    expect(late).toMatchObject({ ok: false, error: { left: 541 } });
    expect((await ask(by, sold.orderId, "full")).status).toBe(202);
    await goOn(sold.orderId);
    await assertRefundedOnce(sold);
  });

  test.each(["before", "after"] as const)("D1 fails %s it applied", async (when) => {
    const sold = await soldPower();
    const by = await operator();
    breakD1(when);
    // What an operator asks for is counted in D1 before it moves anything.
    expect((await ask(by, sold.orderId, "full")).status).toBe(503);
    vi.restoreAllMocks();
    expect(await refundsAtGateway(sold.orderId)).toEqual([]);

    breakD1(when, { but: "operator_refund" });
    expect((await ask(by, sold.orderId, "full")).status).toBe(202);
    await alarm(sold.orderId);
    vi.restoreAllMocks();
    await crash();
    for (let turn = 0; turn < 3; turn++) await alarm(sold.orderId);
    await assertRefundedOnce(sold);
  });

  test.each([
    ["wechat", 1, "error-500"],
    ["wechat", 1, "response-lost-after-acting"],
    ["wechat", 1, "unsigned-response"],
    ["alipay", 2, "error-500"],
    ["alipay", 2, "response-lost-after-acting"],
    ["alipay", 2, "unsigned-response"],
  ] as const)("%s (%d) answers with %s", async (gateway, payType, fault) => {
    const sold = await soldPower(payType);
    await control.fault({ gateway, fault, times: 2, number: `${sold.orderId}_1` });
    const asked = await ask(await operator(), sold.orderId, "full");
    expect(asked.status).toBe(202);
    expect((await timeline(sold.orderId)).map(({ event }) => event)).toContain("refund-attempted");
    for (let turn = 0; turn < 5; turn++) {
      await crash();
      await alarm(sold.orderId);
    }
    await assertRefundedOnce(sold);
  });

  test("a bank that never finishes is asked for as long as it takes", async () => {
    const sold = await soldPower();
    const number = `${sold.orderId}_1`;
    await control.fault({ gateway: "wechat", fault: "refund-pending", number });
    const by = await operator();
    await ask(by, sold.orderId, "full");
    await goOn(sold.orderId, 30);
    expect((await ask(by, sold.orderId, "full")).status).toBe(202);
    expect(await listed(by, sold.orderId, "&state=due")).toMatchObject([{ state: "accepted" }]);
    await objectOf(sold.orderId).applyRefundStatus(`${sold.orderId}R1`, { kind: "done" });
    await assertRefundedOnce(sold);
  });

  test("word that comes while another refund is carried out is not undone", async () => {
    const { who, orderId, codeUrl } = await shown({ payType: 2 });
    const second = await prepay(who, orderId, 2);
    await control.pay(codeUrl);
    await deliver(await mailAbout(`${orderId}_1`));
    await control.pay(second.qrCode.code_url);
    const mail = await mailAbout(`${orderId}_2`);
    for (const number of [`${orderId}_1`, `${orderId}_2`])
      await control.fault({ gateway: "alipay", fault: "error-500", times: 50, number });
    await deliver(mail);
    await ask(await operator(), orderId, "full");
    await control.clearFaults();
    const number = `${orderId}_2`; // Its refund was written down first.
    await control.fault({ gateway: "alipay", fault: "hang", times: 1, delayMs: 600, number });
    await travel(70_000);
    const triesOfFirst = async () => {
      const file = await objectOf(orderId).file();
      return file.ok ? (file.value.refunds[0]?.tries ?? 0) : 0;
    };
    const before = await triesOfFirst();
    const attending = objectOf(orderId).attend();
    await vi.waitFor(async () => expect(await triesOfFirst()).toBeGreaterThan(before));
    await objectOf(orderId).applyRefundStatus(`${orderId}R2`, { kind: "done" });
    await attending;
    const told: { event: string; number?: unknown }[] = await timeline(orderId);
    const refunded = told.filter(({ event }) => event === "refunded");
    expect(refunded.map(({ number }) => number).sort()).toEqual([`${orderId}R1`, `${orderId}R2`]);
  });
});
