import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../server.ts";
import {
  alipayCall,
  alipayClient,
  controlOf,
  freshNumber,
  type Merchant,
  startMerchant,
  until,
  wechatClient,
} from "../test-support.ts";

let sandbox: Sandbox;
let merchant: Merchant;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  merchant = await startMerchant("success");
});

afterAll(async () => {
  await sandbox.close();
  await merchant.close();
});

beforeEach(() => controlOf(sandbox).post("/reset"));

async function wechatCode(description: string): Promise<string> {
  const { data } = await wechatClient(sandbox).native({
    appid: sandbox.keys.wechat.appId,
    mchid: sandbox.keys.wechat.merchantId,
    description,
    out_trade_no: freshNumber(),
    notify_url: merchant.notifyUrl,
    amount: { total: 1990 },
  });
  return data.code_url ?? "";
}

async function alipayCode(): Promise<string> {
  const order = { out_trade_no: freshNumber(), total_amount: "19.90", subject: "Pro" };
  return (await alipayCall(alipayClient(sandbox), "precreate", order)).qrCode ?? "";
}

async function open(codeUrl: string, language = "en") {
  const url = `${sandbox.url}/cashier?code_url=${encodeURIComponent(codeUrl)}`;
  const answer = await fetch(url, { headers: { "accept-language": language } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

async function press(codeUrl: string, action: string): Promise<string> {
  const body = new URLSearchParams({ code_url: codeUrl, action });
  return (await fetch(`${sandbox.url}/cashier`, { method: "POST", body })).text();
}

test("the page shows the bill, pays through its form, and knows a paid code", async () => {
  const codeUrl = await wechatCode("Pro 30 days");
  const page = await open(codeUrl);
  for (const part of ["WeChat Pay", "Pro 30 days", "19.90", "Pay ¥19.90"]) {
    expect(page.text).toContain(part);
  }
  expect(await press(codeUrl, "pay")).toContain("Payment complete");
  await until(() => merchant.received.length > 0, "the notification");
  expect(await press(codeUrl, "pay")).toContain("Already paid");
  expect((await open(codeUrl, "zh-CN,zh;q=0.9,en;q=0.8")).text).toContain("订单已支付");
});

test("a payment that fails changes nothing", async () => {
  const codeUrl = await wechatCode("Pro");
  expect(await press(codeUrl, "fail")).toContain("Payment not completed");
  expect(sandbox.snapshot().trades[0]).toMatchObject({ state: "NOTPAY", transactionId: null });
  expect(await press(codeUrl, "pay")).toContain("Payment complete");
});

test("opening an Alipay code is the scan that begins the trade", async () => {
  const codeUrl = await alipayCode();
  expect(sandbox.snapshot().trades[0]?.state).toBe("UNSCANNED");
  expect((await open(codeUrl)).text).toContain("Alipay");
  expect(sandbox.snapshot().trades[0]?.state).toBe("WAIT_BUYER_PAY");
  expect(await press(codeUrl, "pay")).toContain("Payment complete");
  expect(sandbox.snapshot().trades[0]?.state).toBe("TRADE_SUCCESS");
});

test("a replaced code and a closed order say so", async () => {
  const body = {
    appid: sandbox.keys.wechat.appId,
    mchid: sandbox.keys.wechat.merchantId,
    description: "Pro",
    out_trade_no: freshNumber(),
    notify_url: merchant.notifyUrl,
    amount: { total: 1990 },
  };
  const client = wechatClient(sandbox);
  const codes = [await client.native(body), await client.native(body)].map(
    ({ data }) => data.code_url ?? "",
  );
  expect((await open(codes[0] ?? "")).text).toContain("This code no longer works");
  await client.close(body.out_trade_no);
  expect((await open(codes[1] ?? "")).text).toContain("This order is closed");
});

test("expired and unknown codes say what they are", async () => {
  const codeUrl = await alipayCode();
  await controlOf(sandbox).post("/clock", { offsetMs: 3 * 3_600_000 });
  expect((await open(codeUrl)).text).toContain("This code has expired");
  await controlOf(sandbox).post("/clock", { offsetMs: 0 });
  const unknown = await open("weixin://wxpay/bizpayurl?pr=nothing");
  expect(unknown.status).toBe(404);
  expect(unknown.text).toContain("Unknown code");
});

test("what a merchant writes is text, never markup, and no script may run", async () => {
  const codeUrl = await wechatCode(`<img src=x onerror="alert('1')">&amp;`);
  const { text, headers } = await open(codeUrl);
  expect(text).not.toContain("<img");
  expect(text).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;");
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
});
