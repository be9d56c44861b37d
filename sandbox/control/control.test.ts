import { request } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../server.ts";
import {
  alipayCall,
  alipayClient,
  type Control,
  controlOf,
  freshNumber,
  startMerchant,
} from "../test-support.ts";

let sandbox: Sandbox;
let control: Control;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  control = controlOf(sandbox);
});

afterAll(() => sandbox.close());

beforeEach(() => control.post("/reset"));

/** `node:http`, because fetch does not let a caller choose the Host. */
const statusFor = (headers: Record<string, string>, path = "/control/books") =>
  new Promise<number | undefined>((resolve, reject) => {
    const { port } = sandbox;
    request({ host: "127.0.0.1", port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });

test.each([
  ["localhost:1", undefined, 200],
  ["127.0.0.1:1", undefined, 200],
  ["[::1]:1", undefined, 200],
  ["localhost:1", "http://localhost:8788", 200],
  ["rebound.example", undefined, 403],
  ["localhost:1", "https://evil.example", 403],
  ["localhost:1", "null", 403],
])("Host %s with Origin %s answers %s %i", async (host, origin, status) => {
  expect(await statusFor({ host, ...(origin && { origin }) })).toBe(status);
});

test("localhost answers on both loopback families", async () => {
  for (const host of ["localhost", "127.0.0.1", "[::1]"]) {
    const answer = await fetch(`http://${host}:${sandbox.port}/control/books`);
    expect(answer.status).toBe(200);
  }
});

test("a mistyped request is told what would be right", async () => {
  expect(await control.post("/faults", { gateway: "wechat", fault: "no-such" })).toEqual({
    error: expect.stringContaining("pay-during-close"),
  });
  expect(await control.post("/faults", { gateway: "paypal", fault: "hang" })).toEqual({
    error: "gateway has to be wechat or alipay or stripe",
  });
  expect(
    await control.post("/notify", { gateway: "alipay", number: "N1", variant: "signtest" }),
  ).toEqual({ error: expect.stringContaining("sha1-downgrade") });
  expect(
    await control.post("/notify", { gateway: "alipay", number: "N1", variant: "genuine" }),
  ).toEqual({ error: "no such trade" });
  expect(await control.post("/pay", { codeUrl: "nonsense" })).toEqual({
    ok: false,
    reason: "unknown-code",
  });
  expect(await control.post("/pay")).toEqual({ error: "the body has to be a JSON object" });
  expect(await control.post("/clock", { scale: 0 })).toHaveProperty("error");
});

test("faults are listed with all that could be added, and cleared", async () => {
  await control.fault({ gateway: "wechat", fault: "hang", delayMs: 5, times: 2, number: "N1" });
  const list = async () => (await fetch(`${sandbox.url}/control/faults`)).json();
  expect(await list()).toMatchObject({
    active: [{ gateway: "wechat", fault: "hang", timesLeft: 2, number: "N1", delayMs: 5 }],
    available: { alipay: expect.arrayContaining(["repeat-precreate-error"]) },
  });
  await fetch(`${sandbox.url}/control/faults`, { method: "DELETE" });
  expect(await list()).toMatchObject({ active: [] });
});

test("the clock moves and says where it is", async () => {
  expect(await control.post("/clock", { offsetMs: 3_600_000, scale: 50 })).toMatchObject({
    offsetMs: 3_600_000,
    scale: 50,
  });
  expect(sandbox.snapshot().clock).toMatchObject({ offsetMs: 3_600_000, scale: 50 });
});

test("trades of one run go on in another", async () => {
  const merchant = await startMerchant("success");
  await alipayCall(
    alipayClient(sandbox),
    "precreate",
    { out_trade_no: freshNumber(), total_amount: "19.90", subject: "Pro" },
    { notify_url: merchant.notifyUrl },
  );
  const trades = await (await fetch(`${sandbox.url}/control/trades`)).text();
  const [code] = sandbox.snapshot().trades[0]?.codes ?? [];
  await control.post("/reset");
  const put = (body: string) => fetch(`${sandbox.url}/control/trades`, { method: "PUT", body });
  expect((await put("{}")).status).toBe(400);
  expect((await put(trades)).status).toBe(204);
  expect(await control.pay(code?.codeUrl ?? "")).toMatchObject({ ok: true });
  await merchant.close();
});
