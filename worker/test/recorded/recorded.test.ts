import { afterAll, describe, expect, test } from "vitest";
import { control, restoreAfterEach, stockOf } from "../world.ts";
import {
  allowNegative,
  balanceOf,
  cancel,
  code,
  cron,
  faultsInBooks,
  hear,
  hostCall,
  ledgerOf,
  listed,
  look,
  order,
  person,
  reconciliations,
  refund,
  refundsListed,
  stateOf,
  wake,
  wakeAccount,
} from "./product.ts";
import { type Answered, close, having, open, openAt, RECORDINGS } from "./recordings.ts";
import { at, buy, codesOf, expectGrantedOnce, expectRefundedOnce, repeat } from "./scenes.ts";
import { WECHAT } from "./stage.ts";
import { tablesToday } from "./storage.ts";

/**
 * What an earlier state of the product stored opens in this one: it answers as it did, and what was under way goes on
 * (README.md beside this). Each claim is made of every recording that has the order or the account it speaks of.
 */

restoreAfterEach();
afterAll(close);

const ORDER_OVER_MS = 36 * 60_000;
const POWER = 550;

/** Reads that wait for each other only in part. */
const LOOKS_AT_ONCE = 8;

async function expectAnswered(answers: Answered[]) {
  for (let from = 0; from < answers.length; from += LOOKS_AT_ONCE)
    await Promise.all(
      answers.slice(from, from + LOOKS_AT_ONCE).map(async ({ as, path, ...then }) => {
        expect.soft(await look({ as, path }), `${path} as ${as}`).toEqual(then);
      }),
    );
}

describe("tables", () => {
  test.each(RECORDINGS)("$name: are what migrations of their time still make", async ({ d1 }) => {
    expect(await tablesToday(d1)).toEqual(d1.tables);
  });
});

describe("everything", () => {
  test.each(RECORDINGS)(
    "$name: is answered as it was, and the books agree",
    async (recording) => {
      const { answers, calls, accounts } = recording;
      await open(recording);
      await expectAnswered(answers);
      for (const account of Object.keys(accounts.objects))
        expect.soft(await faultsInBooks(account), account).toEqual([]);
      // What a host asked before, it is answered again, and nothing moves.
      for (const { answer, ...call } of calls)
        expect.soft(await hostCall(call), call.key).toEqual(answer);
      await expectAnswered(answers.filter(({ as }) => as === "host"));
    },
    60_000,
  );
});

describe("a pending order", () => {
  test.each(having("pending, WeChat code"))(
    "$name: is paid by its code, once",
    async (recording) => {
      const scene = await at(recording, "pending, WeChat code");
      await control.pay(codesOf(recording, scene)[0] as string);
      expect((await hear(`${scene.orderNo}_1`)).status).toBeLessThan(300);
      await expectGrantedOnce(scene);
      await repeat("wechat", scene);
      await expectGrantedOnce(scene);
    },
  );

  test.each(having("pending, WeChat code"))(
    "$name: is found paid by its alarm when nobody tells",
    async (recording) => {
      const scene = await at(recording, "pending, WeChat code");
      await control.pay(codesOf(recording, scene)[0] as string);
      await wake(scene.orderNo);
      await expectGrantedOnce(scene);
    },
  );

  test.each(having("pending, three Alipay codes"))(
    "$name: is granted once when two of its codes are paid, and the second payment goes back",
    async (recording) => {
      const scene = await at(recording, "pending, three Alipay codes");
      const [first, , third] = codesOf(recording, scene);
      await control.pay(first as string);
      await control.pay(third as string);
      await hear(`${scene.orderNo}_1`);
      await hear(`${scene.orderNo}_3`);
      await wake(scene.orderNo, 3);
      await expectGrantedOnce(scene);
      expect(await refundsListed(scene.orderNo)).toMatchObject([{ state: "done" }]);
    },
  );

  test.each(having("pending, no code"))("$name: shows its first code", async (recording) => {
    const scene = await at(recording, "pending, no code");
    await control.pay(await code(scene.who, scene.kind, scene.orderNo, WECHAT));
    await hear(`${scene.orderNo}_1`);
    await expectGrantedOnce(scene);
  });

  test.each(having("pending, way changed"))(
    "$name: shows its WeChat code anew, and the old one is dead",
    async (recording) => {
      const scene = await at(recording, "pending, way changed");
      const fresh = await code(scene.who, scene.kind, scene.orderNo, WECHAT);
      const [, old] = codesOf(recording, scene);
      expect(await control.pay(old as string)).toMatchObject({ ok: false });
      await control.pay(fresh);
      await hear(`${scene.orderNo}_2`);
      await expectGrantedOnce(scene);
    },
  );

  test.each(having("pending, WeChat code"))(
    "$name: stands for an identical one, and ends at the customer's wish",
    async (recording) => {
      const scene = await at(recording, "pending, WeChat code");
      const stock = await stockOf("coze-7");
      expect(await order(scene.who, "coze", "coze-7", WECHAT)).toBe(scene.orderNo);
      await cancel(scene.who, scene.kind, scene.orderNo);
      expect(await listed(scene.who, scene.orderNo)).toBe("cancelled");
      expect(await stockOf("coze-7")).toBe((stock ?? 0) + 1);
    },
  );

  test.each(having("pending, WeChat code"))(
    "$name: expires by its alarm and gives its unit back",
    async (recording) => {
      const scene = await at(recording, "pending, WeChat code");
      const stock = await stockOf("coze-7");
      await wake(scene.orderNo, 1, ORDER_OVER_MS);
      expect(await stateOf(scene.who, scene.kind, scene.orderNo)).toBe("expired");
      expect(await listed(scene.who, scene.orderNo)).toBe("expired");
      expect(await stockOf("coze-7")).toBe((stock ?? 0) + 1);
    },
  );
});

describe("a paid order", () => {
  test.each(having("paid, not granted"))("$name: is granted by its alarm", async (recording) => {
    const scene = await at(recording, "paid, not granted");
    await wake(scene.orderNo);
    await expectGrantedOnce(scene);
    expect((await balanceOf(scene.customer)).power.available).toBe(POWER);
  });

  test.each(having("completed, D1 behind"))(
    "$name: is told to D1 by its alarm",
    async (recording) => {
      const scene = await at(recording, "completed, D1 behind");
      expect(await listed(scene.who, scene.orderNo)).toBe("pending");
      await wake(scene.orderNo);
      await expectGrantedOnce(scene);
    },
  );

  test.each(
    (
      [
        ["completed coze", "wechat"],
        ["completed coze again", "alipay"],
        ["completed recharge", "alipay"],
        ["expired, then paid", "alipay"],
        ["surplus refunded", "alipay", 2],
      ] as const
    ).flatMap(([role, gateway, ordinal]) =>
      having(role).map((recording) => ({
        name: recording.name,
        recording,
        role,
        gateway,
        ordinal,
      })),
    ),
  )(
    "$name, $role: told again, is granted no second time",
    async ({ recording, role, gateway, ordinal }) => {
      const scene = await at(recording, role);
      const before = await balanceOf(scene.customer);
      await repeat(gateway, scene, ordinal);
      await expectGrantedOnce(scene);
      expect(await balanceOf(scene.customer)).toEqual(before);
    },
  );

  test.each(having("completed coze again"))(
    "$name: its package is extended from its end by the next",
    async (recording) => {
      const { who, customer } = await at(recording, "completed coze again");
      const endOf = async () =>
        Date.parse((await balanceOf(customer)).entitlements.cozePackage?.expiresAt ?? "");
      const end = await endOf();
      await buy(who, "coze", "coze-7");
      expect(await endOf()).toBe(end + 7 * 86_400_000);
    },
  );

  test.each(having("last unit"))("$name: leaves nothing of the last unit", async (recording) => {
    const { who } = await at(recording, "last unit");
    const body = JSON.stringify({ id: "coze-last", payType: WECHAT });
    const headers = { "content-type": "application/json" };
    const path = "/api/web/coze-package/order";
    const answer = await who.call(path, { method: "POST", body, headers });
    expect(await answer.json()).toMatchObject({ code: "OUT_OF_STOCK" });
  });
});

describe("a refund", () => {
  test.each(
    ["refund asked", "refund not sent", "refund under way"].flatMap((role) =>
      having(role).map((recording) => ({ name: recording.name, recording, role })),
    ),
  )("$name, $role: ends by the order's alarm", async ({ recording, role }) => {
    const scene = await at(recording, role);
    await wake(scene.orderNo, 4);
    await expectRefundedOnce(scene);
  });

  test.each(having("refund failed, number closed"))(
    "$name: that failed is tried again under a new number",
    async (recording) => {
      const scene = await at(recording, "refund failed, number closed");
      expect((await refund(scene.orderNo, {}, "retry")).status).toBe(202);
      await wake(scene.orderNo, 4);
      await expectRefundedOnce(scene);
      expect(await refundsListed(scene.orderNo)).toHaveLength(2);
    },
  );

  test.each(having("refund failed, bank refuses"))(
    "$name: that failed is ended by what an operator saw",
    async (recording) => {
      const scene = await at(recording, "refund failed, bank refuses");
      await refund(scene.orderNo, { note: "seen" }, "settled");
      await expectRefundedOnce(scene);
    },
  );

  test.each(having("refund refused"))(
    "$name: that was refused is asked for anew",
    async (recording) => {
      const scene = await at(recording, "refund refused");
      expect((await refund(scene.orderNo, { clawBack: "full" })).body.code).toBe(
        "CLAW_BACK_NOT_COVERED",
      );
      await allowNegative(scene.customer);
      await refund(scene.orderNo, { clawBack: "full" });
      await wake(scene.orderNo, 4);
      await expectRefundedOnce(scene);
    },
  );

  test.each(
    ["refunded", "refunded, what was left", "refunded, owed"].flatMap((role) =>
      having(role).map((recording) => ({ name: recording.name, recording, role })),
    ),
  )("$name, $role: asked for again, takes nothing more", async ({ recording, role }) => {
    const scene = await at(recording, role);
    const asked = await refund(scene.orderNo, { clawBack: "full" });
    expect(asked).toMatchObject({ status: 200, body: { orderStatus: "refunded" } });
    await expectRefundedOnce(scene);
  });

  test.each(having("completed coze"))(
    "$name: of a package that was renamed by the next takes its own days, and leaves the other's",
    async (recording) => {
      const scene = await at(recording, "completed coze");
      await refund(scene.orderNo, { clawBack: "what-is-left" });
      await wake(scene.orderNo, 4);
      await expectRefundedOnce(scene);
      const { cozePackage } = (await balanceOf(scene.customer)).entitlements;
      expect(cozePackage).toMatchObject({ name: "体验版", remainingDays: 7, next: [] });
    },
  );

  test.each(having("surplus refunded"))(
    "$name: of a second payment is in the operator's list once its order was touched",
    async (recording) => {
      const scene = await at(recording, "surplus refunded");
      await repeat("alipay", scene, 2);
      expect(await refundsListed(scene.orderNo)).toMatchObject([{ state: "done" }]);
    },
  );

  test.each(having("refunded, owed"))(
    "$name: what is owed is paid by the next grant",
    async (recording) => {
      const { who, customer } = await at(recording, "refunded, owed");
      await buy(who, "recharge", "power-500");
      expect((await balanceOf(customer)).power.available).toBe(POWER - 200);
      expect(await faultsInBooks(customer)).toEqual([]);
    },
  );
});

describe("an account", () => {
  test.each(having("ledger"))(
    "$name: its open hold is settled, ended ones are not",
    async (recording) => {
      await openAt(recording, [], ["ledger"]);
      const before = (await balanceOf("ledger")).power;
      const settle = (hold: string) =>
        hostCall({
          customer: "ledger",
          action: "settle",
          key: `now-${hold}`,
          body: { hold: `api:recorded-host:${hold}`, amount: 60 },
        });
      expect(await settle("hold-open")).toMatchObject({ status: 200, body: { amount: 60 } });
      expect((await balanceOf("ledger")).power).toEqual({
        available: before.available + before.held - 60,
        held: 0,
      });
      for (const ended of ["hold-settled", "hold-released", "hold-lapsed"])
        expect((await settle(ended)).body.code).toBe("HOLD_ENDED");
      expect(await faultsInBooks("ledger")).toEqual([]);
    },
  );

  test.each(having("ledger"))(
    "$name: a key used for something else is refused",
    async (recording) => {
      await openAt(recording, [], ["ledger"]);
      for (const { answer: _first, ...call } of recording.calls.filter(
        (c) => c.action === "deduct",
      ))
        expect(await hostCall({ ...call, body: { asset: "power", amount: 1 } })).toMatchObject({
          status: 409,
          body: { code: "IDEMPOTENCY_KEY_REUSED" },
        });
    },
  );

  test.each(having("unseen"))("$name: its alarm ends what is over", async (recording) => {
    await openAt(recording, [], ["unseen"]);
    await wakeAccount("unseen");
    const entries = await ledgerOf(await person("unseen"));
    expect(entries.filter(({ kind }) => kind === "expire").length).toBeGreaterThan(0);
    expect(entries.filter(({ kind }) => kind === "release")).toHaveLength(1);
    expect((await balanceOf("unseen")).power).toEqual({ available: 20, held: 0 });
    expect(await faultsInBooks("unseen")).toEqual([]);
  });
});

test.each(having("gateway silent"))(
  "$name: the comparison goes on with what the gateway did not answer about",
  async (recording) => {
    await open(recording);
    const [before] = await reconciliations();
    expect(before).toMatchObject({ waiting: 1, finished: false });
    await cron();
    expect((await reconciliations()).find(({ day }) => day === before?.day)).toMatchObject({
      matched: (before?.matched ?? 0) + 1,
      waiting: 0,
      finished: true,
    });
  },
);
