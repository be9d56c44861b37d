import type { AlipaySdk } from "alipay-sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ALIPAY_VARIANTS, type AlipayVariant, FAULTS } from "../faults.ts";
import { type Sandbox, startSandbox } from "../server.ts";
import {
  alipayCall,
  alipayClient,
  type Control,
  controlOf,
  freshNumber,
  type Merchant,
  startMerchant,
  until,
} from "../test-support.ts";

let sandbox: Sandbox;
let merchant: Merchant;
let control: Control;
let client: AlipaySdk;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  merchant = await startMerchant("success");
  control = controlOf(sandbox);
  client = alipayClient(sandbox);
});

afterAll(async () => {
  await sandbox.close();
  await merchant.close();
});

beforeEach(async () => {
  await control.post("/reset");
  await control.post("/clock", { offsetMs: 0, scale: 10_000 });
  merchant.received.length = 0;
});

type Form = Record<string, string>;

const call = (method: string, bizContent: Form) =>
  alipayCall(client, method, bizContent, { notify_url: merchant.notifyUrl });

const precreate = (number: string) =>
  call("precreate", { out_trade_no: number, total_amount: "19.90", subject: "Pro" });

async function paidTrade(): Promise<string> {
  const number = freshNumber();
  const { qrCode = "" } = await precreate(number);
  await control.pay(qrCode);
  await until(() => merchant.received.length === 1, "the notification");
  return number;
}

async function scannedTrade(): Promise<string> {
  const number = freshNumber();
  await control.post("/scan", { codeUrl: (await precreate(number)).qrCode });
  return number;
}

const formAt = (index: number): Form =>
  Object.fromEntries(new URLSearchParams(merchant.received[index]?.body));

const stateOf = (number: string) =>
  sandbox.snapshot().trades.find((trade) => trade.number === number)?.state;

/** RSA2 whatever the message says about itself: what section 5, pitfall 24 asks of a merchant. */
function holds(form: Form, algorithm: "RSA2" | "RSA" = "RSA2"): boolean {
  const { sign = "", sign_type, ...rest } = form;
  const text = Object.keys(rest)
    .sort()
    .map((name) => `${name}=${rest[name]}`)
    .join("&");
  return client.rsaCheck(text, sign, algorithm);
}

const EXPECTED: Record<Exclude<AlipayVariant, "genuine">, [signature: boolean, fields: Form]> = {
  "tampered-body": [false, {}],
  "tampered-sign": [false, {}],
  "sha1-downgrade": [false, { sign_type: "RSA" }],
  "missing-sign": [false, {}],
  "wrong-seller": [true, { seller_id: "2088000000000001" }],
  "wrong-app": [true, { app_id: "2021000000000001" }],
  "wrong-amount": [true, { total_amount: "19.91" }],
  "unknown-number": [true, { out_trade_no: expect.stringContaining("UNKNOWN") }],
  "trade-finished": [true, { trade_status: "TRADE_FINISHED" }],
  "trade-closed": [true, { trade_status: "TRADE_CLOSED" }],
  "partial-refund-repeat": [true, { trade_status: "TRADE_SUCCESS", refund_fee: "0.01" }],
  "old-timestamp": [true, { notify_time: "2020-01-01 00:00:00" }],
};

const VARIANTS = ALIPAY_VARIANTS.filter((variant) => variant !== "genuine");

describe("crafted notifications", () => {
  test.each(VARIANTS)("%s strikes one delivery, the retry keeps its notify_id", async (fault) => {
    merchant.answers.unshift({ status: 200, body: "fail" });
    await control.fault({ gateway: "alipay", fault });
    const { qrCode = "" } = await precreate(freshNumber());
    await control.pay(qrCode);
    await until(() => merchant.received.length === 2, "the retry");
    const [signature, fields] = EXPECTED[fault];
    expect(formAt(0)).toMatchObject(fields);
    expect(holds(formAt(0))).toBe(signature);
    expect(holds(formAt(1))).toBe(true);
    expect(formAt(1).notify_id).toBe(formAt(0).notify_id);
  });

  test.each(VARIANTS)("%s is sent by hand about a paid trade", async (variant) => {
    const number = await paidTrade();
    const answer = await control.post("/notify", { gateway: "alipay", number, variant });
    expect(answer).toEqual({ status: 200, body: "success" });
    const [signature, fields] = EXPECTED[variant];
    expect(formAt(1)).toMatchObject(fields);
    expect(holds(formAt(1))).toBe(signature);
  });

  test("the SHA-1 signature is a true one, which is why it tempts", async () => {
    const number = await paidTrade();
    await control.post("/notify", { gateway: "alipay", number, variant: "sha1-downgrade" });
    expect(client.checkNotifySignV2(formAt(1))).toBe(true);
  });

  test("nobody says in the gateway's hand that an unpaid trade is paid", async () => {
    const number = freshNumber();
    await precreate(number);
    const request = { gateway: "alipay", number, variant: "genuine" };
    expect(await control.post("/notify", request)).toEqual({ error: "the trade is not paid" });
    await control.post("/notify", { ...request, force: true });
    expect(formAt(0)).toMatchObject({ trade_status: "TRADE_SUCCESS", out_trade_no: number });
    expect(holds(formAt(0))).toBe(false);
    expect(stateOf(number)).toBe("UNSCANNED");
  });

  test.each(ALIPAY_VARIANTS)(
    "%s forced about an unpaid trade fits no key of ours",
    async (variant) => {
      const number = freshNumber();
      await precreate(number);
      await control.post("/notify", { gateway: "alipay", number, variant, force: true });
      const { sign = "", ...rest } = formAt(0);
      expect(rest).toHaveProperty("notify_id");
      for (const algorithm of ["RSA2", "RSA"] as const) {
        expect(holds({ ...rest, sign }, algorithm)).toBe(false);
      }
      expect(stateOf(number)).toBe("UNSCANNED");
    },
  );
});

/** How the SDK says that an answer has no `sign`. */
const UNSIGNED = /"signature" argument/;

const CALLS: Record<string, () => Promise<void>> = {
  hang: async () => {
    const begun = performance.now();
    await precreate(freshNumber());
    expect(performance.now() - begun).toBeGreaterThan(18);
  },
  "error-500": async () => {
    const number = freshNumber();
    await expect(precreate(number)).rejects.toThrow(UNSIGNED);
    expect(stateOf(number)).toBeUndefined();
  },
  "error-429": async () => {
    expect(await precreate(freshNumber())).toMatchObject({ code: "40005" });
  },
  "system-error": async () => {
    const number = freshNumber();
    expect(await precreate(number)).toMatchObject({ subCode: "ACQ.SYSTEM_ERROR" });
    expect(stateOf(number)).toBeUndefined();
  },
  "system-error-after-creating": async () => {
    const number = freshNumber();
    expect(await precreate(number)).toMatchObject({ subCode: "ACQ.SYSTEM_ERROR" });
    expect(stateOf(number)).toBe("UNSCANNED");
  },
  "unsigned-response": async () => {
    await expect(precreate(freshNumber())).rejects.toThrow(UNSIGNED);
  },
  "tampered-response": async () => {
    await expect(precreate(freshNumber())).rejects.toThrow(/验签失败/);
  },
  "response-lost-after-acting": async () => {
    const number = freshNumber();
    // The SDK's own HTTP client asks a second time when a connection is cut.
    await precreate(number);
    const asked = sandbox.snapshot().requests.filter((request) => request.number === number);
    expect(asked).toHaveLength(2);
  },
  "repeat-precreate-error": async () => {
    const number = freshNumber();
    await precreate(number);
    expect(await precreate(number)).toMatchObject({ subCode: "ACQ.APPLY_PC_MERCHANT_CODE_ERROR" });
  },
  "pay-during-close": async () => {
    const number = freshNumber();
    await precreate(number);
    expect(await call("close", { out_trade_no: number })).toMatchObject({
      subCode: "ACQ.REASON_TRADE_STATUS_INVALID",
    });
    expect(stateOf(number)).toBe("TRADE_SUCCESS");
  },
  "close-429": async () => {
    const number = await scannedTrade();
    expect(await call("close", { out_trade_no: number })).toMatchObject({ code: "40005" });
    expect(stateOf(number)).toBe("WAIT_BUYER_PAY");
  },
  "notify-closed-trades": async () => {
    await call("close", { out_trade_no: await scannedTrade() });
    await until(() => merchant.received.length === 1, "the notification");
    expect(formAt(0)).toMatchObject({ trade_status: "TRADE_CLOSED", gmt_close: expect.anything() });
  },
  "refund-pending": async () => {
    const number = await paidTrade();
    const answer = await call("refund", { out_trade_no: number, refund_amount: "19.90" });
    expect(answer).toMatchObject({ code: "10000", fundChange: "N" });
    const queried = await call("fastpay.refund.query", { out_trade_no: number });
    expect(queried).not.toHaveProperty("refundStatus");
  },
  "text-refused": async () => {
    expect(await precreate(freshNumber())).toMatchObject({ subCode: "ACQ.EXIST_FORBIDDEN_WORD" });
  },
  "refund-not-enough": async () => {
    const number = await paidTrade();
    const answer = await call("refund", { out_trade_no: number, refund_amount: "19.90" });
    expect(answer).toMatchObject({ subCode: "ACQ.SELLER_BALANCE_NOT_ENOUGH" });
  },
};

describe("switches on calls", () => {
  test.each(Object.entries(CALLS))("%s", async (fault, scenario) => {
    await control.fault({ gateway: "alipay", fault, delayMs: 20 });
    await scenario();
    expect(sandbox.snapshot().faults).toEqual([]);
  });

  test("trade-finished is the trade's own state too, and ends its refunds", async () => {
    await control.fault({ gateway: "alipay", fault: "trade-finished" });
    const number = await paidTrade();
    expect(await call("query", { out_trade_no: number })).toMatchObject({
      tradeStatus: "TRADE_FINISHED",
    });
    expect(await call("refund", { out_trade_no: number, refund_amount: "19.90" })).toMatchObject({
      subCode: "ACQ.TRADE_HAS_FINISHED",
    });
  });
});

test("no switch of this gateway is without a test", () => {
  const delivery = ["drop-notification", "delay-notification", "duplicate-notification"];
  expect([...Object.keys(CALLS), ...VARIANTS, ...delivery].sort()).toEqual(
    [...FAULTS.alipay].sort(),
  );
});
