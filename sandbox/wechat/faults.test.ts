import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Aes, Formatter, Rsa } from "wechatpay-axios-plugin";
import { FAULTS, WECHAT_VARIANTS, type WechatVariant } from "../faults.ts";
import { type Sandbox, startSandbox } from "../server.ts";
import {
  type Control,
  controlOf,
  freshNumber,
  type Merchant,
  type Received,
  startMerchant,
  until,
  type WechatClient,
  wechatClient,
  wechatFailure,
} from "../test-support.ts";

let sandbox: Sandbox;
let merchant: Merchant;
let control: Control;
let client: WechatClient;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  merchant = await startMerchant("");
  control = controlOf(sandbox);
  client = wechatClient(sandbox);
});

afterAll(async () => {
  await sandbox.close();
  await merchant.close();
});

beforeEach(async () => {
  await control.post("/reset");
  await control.post("/clock", { offsetMs: 0, scale: 1000 });
  merchant.received.length = 0;
});

const orderBody = (number: string) => ({
  appid: sandbox.keys.wechat.appId,
  mchid: sandbox.keys.wechat.merchantId,
  description: "Pro",
  out_trade_no: number,
  notify_url: merchant.notifyUrl,
  amount: { total: 1990 },
});

const order = async (number: string): Promise<string> =>
  (await client.native(orderBody(number))).data.code_url ?? "";

const refund = (number: string) =>
  client.refund({
    out_trade_no: number,
    out_refund_no: `${number}_R`,
    amount: { refund: 1990, total: 1990, currency: "CNY" },
  });

async function paidOrder(): Promise<string> {
  const number = freshNumber();
  await control.pay(await order(number));
  await until(() => merchant.received.length === 1, "the notification");
  return number;
}

const stateOf = (number: string) =>
  sandbox.snapshot().trades.find((trade) => trade.number === number)?.state;

interface Verdict {
  signature: "valid" | "incomplete" | "stale" | "unknown key" | "false";
  plaintext?: Record<string, unknown>;
}

/** A merchant's check in the order of section 1.5, with the SDK's own primitives. */
function judge({ headers, body }: Received): Verdict {
  const of = (name: string) => String(headers[`wechatpay-${name}`] ?? "");
  const [timestamp, nonce, signature, serial] = [
    of("timestamp"),
    of("nonce"),
    of("signature"),
    of("serial"),
  ];
  const { publicKeyId, publicKey, platformSerial, platformCertificate } = sandbox.keys.wechat;
  const pem = { [publicKeyId]: publicKey, [platformSerial]: platformCertificate }[serial];
  if (!timestamp || !nonce || !signature || !serial) return { signature: "incomplete" };
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) >= 300) return { signature: "stale" };
  if (!pem) return { signature: "unknown key" };
  const text = Formatter.response(timestamp, nonce, body);
  if (!Rsa.verify(text, signature, Rsa.from(pem, "public" as never))) return { signature: "false" };
  return { signature: "valid", plaintext: open(body) };
}

function open(body: string): Record<string, unknown> {
  const { ciphertext, nonce, associated_data } = JSON.parse(body).resource;
  const { apiV3Key } = sandbox.keys.wechat;
  return JSON.parse(Aes.AesGcm.decrypt(ciphertext, apiV3Key, nonce, associated_data));
}

const valid = (plaintext: Record<string, unknown>): Verdict => ({ signature: "valid", plaintext });

const EXPECTED: Record<Exclude<WechatVariant, "genuine">, Verdict> = {
  "tampered-body": { signature: "false" },
  "tampered-signature": { signature: "false" },
  signtest: { signature: "false" },
  "stale-timestamp": { signature: "stale" },
  "unknown-serial": { signature: "unknown key" },
  "missing-headers": { signature: "incomplete" },
  "certificate-signed": valid({ trade_state: "SUCCESS" }),
  "wrong-merchant": valid({ mchid: "1600000001" }),
  "wrong-app": valid({ appid: "wx0000000000000001" }),
  "wrong-amount": valid({ amount: expect.objectContaining({ total: 1991 }) }),
  "wrong-currency": valid({ amount: expect.objectContaining({ total: 1990, currency: "HKD" }) }),
  "unknown-number": valid({ out_trade_no: expect.stringContaining("UNKNOWN") }),
  "not-success-state": valid({ trade_state: "NOTPAY" }),
  "wrong-algorithm": valid({ trade_state: "SUCCESS" }),
};

const VARIANTS = WECHAT_VARIANTS.filter((variant) => variant !== "genuine");

describe("crafted notifications", () => {
  test.each(VARIANTS)("%s strikes one delivery, and the retry is genuine again", async (fault) => {
    merchant.answers.unshift({ status: 401, body: "" });
    await control.fault({ gateway: "wechat", fault });
    await control.pay(await order(freshNumber()));
    await until(() => merchant.received.length === 2, "the retry");
    const [struck, retried] = merchant.received as [Received, Received];
    expect(judge(struck)).toMatchObject(EXPECTED[fault]);
    expect(judge(retried)).toMatchObject(
      valid({ trade_state: "SUCCESS", mchid: expect.anything() }),
    );
    expect(JSON.parse(struck.body).id).toBe(JSON.parse(retried.body).id);
  });

  test.each(VARIANTS)("%s is sent by hand about a paid order", async (variant) => {
    const number = await paidOrder();
    merchant.answers[0] = { status: 202, body: "seen" };
    const answer = await control.post("/notify", { gateway: "wechat", number, variant });
    expect(answer).toEqual({ status: 202, body: "seen" });
    expect(judge(merchant.received[1] as Received)).toMatchObject(EXPECTED[variant]);
    merchant.answers[0] = { status: 200, body: "" };
  });

  test("the probe's signature names itself, the foreign algorithm too", async () => {
    const number = await paidOrder();
    await control.post("/notify", { gateway: "wechat", number, variant: "signtest" });
    await control.post("/notify", { gateway: "wechat", number, variant: "wrong-algorithm" });
    expect(merchant.received[1]?.headers["wechatpay-signature"]).toMatch(/^WECHATPAY\/SIGNTEST\//);
    expect(JSON.parse(merchant.received[2]?.body ?? "").resource).toMatchObject({
      algorithm: "AEAD_SM4_GCM",
      original_type: "something-else",
    });
  });

  test("nobody says in the gateway's hand that an unpaid order is paid", async () => {
    const number = freshNumber();
    await order(number);
    const request = { gateway: "wechat", number, variant: "genuine" };
    expect(await control.post("/notify", request)).toEqual({ error: "the trade is not paid" });
    await control.post("/notify", { ...request, force: true });
    expect(judge(merchant.received[0] as Received)).toEqual({ signature: "false" });
    expect(open(merchant.received[0]?.body ?? "")).toMatchObject({ trade_state: "SUCCESS" });
    await control.post("/notify", { ...request, variant: "wrong-amount" });
    expect(judge(merchant.received[1] as Received)).toMatchObject(EXPECTED["wrong-amount"]);
    expect(stateOf(number)).toBe("NOTPAY");
  });

  test.each(WECHAT_VARIANTS)(
    "%s forced about an unpaid order fits no key of ours",
    async (variant) => {
      const number = freshNumber();
      await order(number);
      await control.post("/notify", { gateway: "wechat", number, variant, force: true });
      expect(fitsAnyKey(merchant.received[0] as Received)).toBe(false);
      expect(stateOf(number)).toBe("NOTPAY");
    },
  );

  test("a true notification fits a key of ours", async () => {
    await paidOrder();
    expect(fitsAnyKey(merchant.received[0] as Received)).toBe(true);
  });
});

/** Whatever serial and time it names: the weakest check a merchant could make. */
function fitsAnyKey({ headers, body }: Received): boolean {
  const of = (name: string) => String(headers[`wechatpay-${name}`] ?? "");
  const text = Formatter.response(of("timestamp"), of("nonce"), body);
  const { publicKey, platformCertificate } = sandbox.keys.wechat;
  return [publicKey, platformCertificate].some((pem) =>
    Rsa.verify(text, of("signature"), Rsa.from(pem, "public" as never)),
  );
}

/** Each switch on the product's own calls: what it does, and what it leaves behind. */
const CALLS: Record<string, () => Promise<void>> = {
  hang: async () => {
    const begun = performance.now();
    await order(freshNumber());
    expect(performance.now() - begun).toBeGreaterThan(18);
  },
  "error-500": async () => {
    const number = freshNumber();
    expect(await wechatFailure(order(number))).toBe("500 SYSTEM_ERROR");
    expect(stateOf(number)).toBeUndefined();
  },
  "error-429": async () => {
    expect(await wechatFailure(order(freshNumber()))).toBe("429 FREQUENCY_LIMITED");
  },
  "unsigned-response": async () => {
    expect(await wechatFailure(order(freshNumber()))).toBe("EV3_RES_HEADERS_INCOMPLATE");
  },
  "tampered-response": async () => {
    expect(await wechatFailure(order(freshNumber()))).toBe("EV3_RES_HEADER_SIGNATURE_DIGEST");
  },
  "response-signtest": async () => {
    expect(await wechatFailure(order(freshNumber()))).toBe("EV3_RES_HEADER_SIGNATURE_DIGEST");
  },
  "response-stale-timestamp": async () => {
    expect(await wechatFailure(order(freshNumber()))).toBe("EV3_RES_HEADER_TIMESTAMP_OFFSET");
  },
  "response-unknown-serial": async () => {
    expect(await wechatFailure(order(freshNumber()))).toBe("EV3_RES_HEADER_PLATFORM_SERIAL");
  },
  "response-certificate-signed": async () => {
    const { headers } = await client.native(orderBody(freshNumber()));
    expect(headers["wechatpay-serial"]).toBe(sandbox.keys.wechat.platformSerial);
  },
  "response-lost-after-acting": async () => {
    const number = freshNumber();
    expect(await wechatFailure(order(number))).toBe("ECONNRESET");
    expect(stateOf(number)).toBe("NOTPAY");
  },
  "system-error-after-creating": async () => {
    const number = freshNumber();
    expect(await wechatFailure(order(number))).toBe("500 SYSTEM_ERROR");
    expect(stateOf(number)).toBe("NOTPAY");
    expect(await order(number)).toMatch(/^weixin:/);
  },
  "pay-during-close": async () => {
    const number = freshNumber();
    await order(number);
    expect(await wechatFailure(client.close(number))).toBe("400 ORDERPAID");
    expect(stateOf(number)).toBe("SUCCESS");
    await until(() => merchant.received.length === 1, "the notification");
  },
  "close-429": async () => {
    const number = freshNumber();
    await order(number);
    expect(await wechatFailure(client.close(number))).toBe("429 FREQUENCY_LIMITED");
    expect(stateOf(number)).toBe("NOTPAY");
  },
  "close-unknown-404": async () => {
    const number = freshNumber();
    expect(await wechatFailure(client.close(number))).toBe("404 ORDER_NOT_EXIST");
    expect(await order(number)).toMatch(/^weixin:/);
  },
  "certificates-gone": async () => {
    expect(await wechatFailure(client.certificates())).toBe("404 RESOURCE_NOT_EXISTS");
  },
  "text-refused": async () => {
    expect(await wechatFailure(order(freshNumber()))).toBe("400 PARAM_ERROR");
  },
  "refund-not-enough": async () => {
    expect(await wechatFailure(refund(await paidOrder()))).toBe("403 NOT_ENOUGH");
  },
  "refund-pending": () => expectRefund("PROCESSING", "REFUND"),
  "refund-abnormal": () => expectRefund("ABNORMAL", "REFUND"),
  "refund-closed": () => expectRefund("CLOSED", "SUCCESS"),
};

async function expectRefund(status: string, state: string): Promise<void> {
  const number = await paidOrder();
  expect((await refund(number)).data.status).toBe("PROCESSING");
  if (status !== "PROCESSING") {
    await until(() => merchant.received.length === 2, "the refund notification");
    expect(judge(merchant.received[1] as Received).plaintext?.refund_status).toBe(status);
  }
  expect((await client.queryRefund(`${number}_R`)).data.status).toBe(status);
  expect(stateOf(number)).toBe(state);
}

describe("switches on calls", () => {
  test.each(Object.entries(CALLS))("%s", async (fault, scenario) => {
    await control.fault({ gateway: "wechat", fault, delayMs: 20 });
    await scenario();
    expect(sandbox.snapshot().faults).toEqual([]);
  });

  test("a switch can be aimed at a number and an operation", async () => {
    const [aimed, other] = [freshNumber(), freshNumber()];
    await control.fault({
      gateway: "wechat",
      fault: "error-500",
      number: aimed,
      operation: "query",
      times: 2,
    });
    await order(aimed);
    await order(other);
    expect((await client.query(other)).data.trade_state).toBe("NOTPAY");
    expect(await wechatFailure(client.query(aimed))).toBe("500 SYSTEM_ERROR");
    expect(await wechatFailure(client.query(aimed))).toBe("500 SYSTEM_ERROR");
    expect((await client.query(aimed)).data.trade_state).toBe("NOTPAY");
  });
});

test("no switch of this gateway is without a test", () => {
  const delivery = ["drop-notification", "delay-notification", "duplicate-notification"];
  expect([...Object.keys(CALLS), ...VARIANTS, ...delivery].sort()).toEqual(
    [...FAULTS.wechat].sort(),
  );
});
