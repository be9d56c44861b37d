import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { AlipayTrade } from "./alipay/trade.ts";
import { generateKeys, type SandboxKeys } from "./keys.ts";
import { type Sandbox, startSandbox } from "./server.ts";
import {
  alipayCall,
  alipayClient,
  type Control,
  controlOf,
  freshNumber,
  type Merchant,
  startMerchant,
  until,
  type WechatClient,
  wechatClient,
  wechatFailure,
} from "./test-support.ts";
import { type GatewayTrades, openTradeFile, TRADES_KEPT } from "./trade-file.ts";

let directory: string;
let file: string;
let keys: SandboxKeys;
let merchant: Merchant;
let sandbox: Sandbox;
let control: Control;
let wechat: WechatClient;

beforeAll(async () => {
  keys = await generateKeys();
  merchant = await startMerchant("success");
});

afterAll(() => merchant.close());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sandbox-trades-"));
  file = join(directory, "trades.json");
  merchant.received.length = 0;
  await start();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await sandbox.close();
  await rm(directory, { recursive: true });
});

async function start(): Promise<void> {
  sandbox = await startSandbox({ port: 0, keys, stateDirectory: directory });
  control = controlOf(sandbox);
  wechat = wechatClient(sandbox);
}

async function restart(): Promise<void> {
  await sandbox.close();
  await start();
}

const orderBody = (number: string) => ({
  appid: keys.wechat.appId,
  mchid: keys.wechat.merchantId,
  description: "Pro",
  out_trade_no: number,
  notify_url: merchant.notifyUrl,
  amount: { total: 1990 },
});

const order = async (number: string): Promise<string> =>
  (await wechat.native(orderBody(number))).data.code_url ?? "";

const refund = (number: string) =>
  wechat.refund({
    out_trade_no: number,
    out_refund_no: `${number}_R`,
    amount: { refund: 1990, total: 1990, currency: "CNY" },
  });

const alipay = (method: string, bizContent: Record<string, string>) =>
  alipayCall(alipayClient(sandbox), method, bizContent, { notify_url: merchant.notifyUrl });

const precreate = async (number: string): Promise<string> => {
  const content = { out_trade_no: number, total_amount: "19.90", subject: "Pro" };
  return (await alipay("precreate", content)).qrCode ?? "";
};

const cashier = (codeUrl: string) =>
  fetch(`${sandbox.url}/cashier?code_url=${encodeURIComponent(codeUrl)}`);

const drop = (gateway: string) => control.fault({ gateway, fault: "drop-notification" });

test("an unpaid WeChat trade is payable after a restart, by its newest code alone", async () => {
  const number = freshNumber();
  const [replaced, codeUrl] = [await order(number), await order(number)];
  await restart();
  expect((await wechat.query(number)).data.trade_state).toBe("NOTPAY");
  expect(await control.pay(replaced)).toEqual({ ok: false, reason: "code-replaced" });
  expect((await cashier(codeUrl)).status).toBe(200);
  expect(await control.pay(codeUrl)).toMatchObject({ ok: true });
  await until(() => merchant.received.length === 1, "the notification");
});

test("a payment nobody was told of is found by query after a restart", async () => {
  const [number, other] = [freshNumber(), freshNumber()];
  await drop("wechat");
  await drop("alipay");
  const paid = await control.pay(await order(number));
  await control.pay(await precreate(other));
  await restart();
  expect((await wechat.query(number)).data).toMatchObject({
    trade_state: "SUCCESS",
    transaction_id: paid.ok && paid.transactionId,
  });
  expect(await wechatFailure(wechat.close(number))).toBe("400 ORDERPAID");
  const found = await alipay("query", { out_trade_no: other });
  expect(found).toMatchObject({ code: "10000", tradeStatus: "TRADE_SUCCESS" });
  expect(merchant.received).toHaveLength(0);
});

test("nothing that was answered is lost when the process is killed", async () => {
  const [number, closed] = [freshNumber(), freshNumber()];
  await order(closed);
  await wechat.close(closed);
  await control.pay(await order(number));
  const killed = sandbox; // Never told to end: what a second process reads is what kill -9 leaves.
  await start();
  expect((await wechat.query(number)).data.trade_state).toBe("SUCCESS");
  expect((await wechat.query(closed)).data.trade_state).toBe("CLOSED");
  await killed.close();
});

test("an Alipay QR is still scannable, and a scanned one keeps its trade number", async () => {
  const [unscanned, scanned] = [freshNumber(), freshNumber()];
  const codeUrl = await precreate(unscanned);
  await control.post("/scan", { codeUrl: await precreate(scanned) });
  const before = await alipay("query", { out_trade_no: scanned });
  await restart();
  const missing = await alipay("query", { out_trade_no: unscanned });
  expect(missing).toMatchObject({ subCode: "ACQ.TRADE_NOT_EXIST" });
  expect((await cashier(codeUrl)).status).toBe(200);
  const begun = await alipay("query", { out_trade_no: unscanned });
  expect(begun).toMatchObject({ tradeStatus: "WAIT_BUYER_PAY" });
  const after = await alipay("query", { out_trade_no: scanned });
  expect(after).toMatchObject({ tradeStatus: "WAIT_BUYER_PAY", tradeNo: before.tradeNo });
});

test("refunds of both gateways are known after a restart", async () => {
  const [number, other] = [freshNumber(), freshNumber()];
  await control.pay(await order(number));
  const accepted = await refund(number);
  await control.post("/clock", { offsetMs: 2000 });
  await until(() => sandbox.snapshot().trades[0]?.refunds[0]?.state === "SUCCESS", "the bank");
  await control.pay(await precreate(other));
  const request = { out_trade_no: other, refund_amount: "5.00", out_request_no: "R1" };
  await alipay("refund", request);
  await restart();
  expect((await wechat.queryRefund(`${number}_R`)).data.status).toBe("SUCCESS");
  expect((await refund(number)).data.refund_id).toBe(accepted.data.refund_id);
  expect((await wechat.query(number)).data.trade_state).toBe("REFUND");
  expect(await alipay("refund", request)).toMatchObject({ fundChange: "N", refundFee: "5.00" });
  const found = await alipay("fastpay.refund.query", request);
  expect(found).toMatchObject({ refundStatus: "REFUND_SUCCESS", refundAmount: "5.00" });
});

test.each([
  [undefined, "SUCCESS"],
  ["refund-abnormal", "ABNORMAL"],
  ["refund-pending", "PROCESSING"],
])("a refund the bank still had (%s) ends as %s after a restart", async (fault, status) => {
  const number = freshNumber();
  await control.pay(await order(number));
  if (fault) await control.fault({ gateway: "wechat", fault });
  expect((await refund(number)).data.status).toBe("PROCESSING");
  await restart();
  await control.post("/clock", { offsetMs: 2000 });
  const stateNow = () => sandbox.snapshot().trades[0]?.refunds[0]?.state;
  await wechat.queryRefund(`${number}_R`); // Time for an answer that must not come.
  await until(() => stateNow() === status, "the bank");
  await restart();
  expect((await wechat.queryRefund(`${number}_R`)).data.status).toBe(status);
});

test("a number burnt by closing it stays burnt", async () => {
  const number = freshNumber();
  await wechat.close(number);
  await restart();
  expect(await wechatFailure(order(number))).toBe("400 INVALID_REQUEST");
});

test("a reset is final", async () => {
  const number = freshNumber();
  const codeUrl = await order(number);
  await wechat.close(freshNumber());
  await control.post("/reset");
  await restart();
  expect(await wechatFailure(wechat.query(number))).toBe("404 ORDER_NOT_EXIST");
  expect((await cashier(codeUrl)).status).toBe(404);
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ wechat: [], burntNumbers: [] });
});

test("the file is its owner's alone and nothing half-written is left beside it", async () => {
  await order(freshNumber());
  expect(await readdir(directory)).toEqual(["stripe.jsonl", "trades.json"]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

const EMPTY = { format: 1, wechat: [], burntNumbers: [], alipay: [] };

test.each([
  ["a torn file", '{"format":1,"wechat":['],
  ["another format", JSON.stringify({ ...EMPTY, format: 0 })],
  ["a part missing", JSON.stringify({ ...EMPTY, burntNumbers: undefined })],
  ["a trade without codes", JSON.stringify({ ...EMPTY, alipay: [{ number: "N1", refunds: [] }] })],
  ["a trade that is none", JSON.stringify({ ...EMPTY, wechat: [null] })],
  ["nothing at all", ""],
  ["another type", "null"],
])("%s starts empty, says so in one line, and is replaced", async (_name, text) => {
  const said = vi.spyOn(console, "warn").mockReturnValue();
  await writeFile(file, text);
  await restart();
  expect(said.mock.calls).toEqual([[expect.stringMatching(/trades\.json cannot be used.*[^\n]$/)]]);
  expect(sandbox.snapshot().trades).toEqual([]);
  const number = freshNumber();
  await order(number);
  await restart();
  expect((await wechat.query(number)).data.trade_state).toBe("NOTPAY");
  expect(said).toHaveBeenCalledTimes(1);
});

test("a directory that takes no file changes no answer and is said once", async () => {
  const said = vi.spyOn(console, "error").mockReturnValue();
  const gateways = emptyGatewayTrades();
  const tradeFile = openTradeFile(join(directory, "missing"), gateways);
  await rm(directory, { recursive: true });
  await writeFile(directory, "no directory any more");
  for (const number of ["N1", "N2"]) {
    gateways.alipay.trades.set(number, tradeOf(number));
    tradeFile.save();
  }
  expect(said).toHaveBeenCalledTimes(1);
});

test("the newest trades are kept, and only they", () => {
  const gateways = emptyGatewayTrades();
  for (let index = 0; index <= TRADES_KEPT; index += 1) {
    gateways.alipay.trades.set(`N${index}`, tradeOf(`N${index}`));
  }
  openTradeFile(directory, gateways).save();
  const found = emptyGatewayTrades();
  openTradeFile(directory, found);
  expect([...found.alipay.trades.keys()].slice(0, 2)).toEqual(["N1", "N2"]);
  expect(found.alipay.trades.size).toBe(TRADES_KEPT);
});

const emptyGatewayTrades = (): GatewayTrades => ({
  wechat: { trades: new Map(), burntNumbers: new Set() },
  alipay: { trades: new Map() },
});

const tradeOf = (number: string): AlipayTrade => ({
  number,
  subject: "Pro",
  amountMinor: 1990,
  createdAt: 0,
  deadline: 0,
  codes: [],
  state: "UNSCANNED",
  refunds: [],
});
