import { afterEach, beforeEach, expect, test } from "vitest";
import { type Clock, createClock } from "./clock.ts";
import { createFaults, type Faults, type Gateway } from "./faults.ts";
import { createNotifier, type Notifier } from "./notifier.ts";
import { type Merchant, startMerchant, until } from "./test-support.ts";

let clock: Clock;
let faults: Faults;
let notifier: Notifier;
let merchant: Merchant;

beforeEach(async () => {
  clock = createClock();
  faults = createFaults();
  notifier = createNotifier(clock, faults);
  merchant = await startMerchant("");
});

afterEach(async () => {
  clock.forget();
  notifier.forget();
  await merchant.close();
});

let composed = 0;

function send(gateway: Gateway, url = merchant.notifyUrl): void {
  const compose = () => {
    composed += 1;
    return { variant: "genuine", headers: {}, body: `signed ${composed}` };
  };
  void notifier.send({ gateway, outTradeNo: "N1", url, compose });
}

const deliveries = (count: number) =>
  until(() => notifier.deliveries().length === count, `delivery ${count}`);

const pause = () => new Promise((resolve) => setTimeout(resolve, 15));

const SECONDS: Record<Gateway, number[]> = {
  wechat: [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600],
  alipay: [240, 600, 600, 3600, 7200, 21600, 54000],
  stripe: [300, 3600, 14400],
};

test.each([["wechat"], ["alipay"], ["stripe"]] as const)(
  "%s retries a refused notification on its own schedule, then never again",
  async (gateway) => {
    merchant.answers[0] = { status: 500, body: "fail" };
    send(gateway);
    await deliveries(1);
    let offsetMs = 0;
    for (const [index, seconds] of SECONDS[gateway].entries()) {
      clock.set({ offsetMs: offsetMs + (seconds - 2) * 1000 });
      await pause();
      expect(notifier.deliveries()).toHaveLength(index + 1);
      offsetMs += seconds * 1000;
      clock.set({ offsetMs });
      await deliveries(index + 2);
    }
    clock.set({ offsetMs: offsetMs + 7 * 86_400_000 });
    await pause();
    const attempts = notifier.deliveries().map(({ attempt }) => attempt);
    expect(attempts).toEqual(Array.from(attempts, (_, index) => index + 1));
    expect(attempts).toHaveLength(SECONDS[gateway].length + 1);
    expect(new Set(merchant.received.map(({ body }) => body)).size).toBe(attempts.length);
  },
);

test.each([
  ["wechat", 200, "", "accepted"],
  ["wechat", 204, "", "accepted"],
  ["wechat", 200, '{"code":"FAIL"}', "accepted"],
  ["wechat", 201, "", "refused"],
  ["wechat", 302, "", "refused"],
  ["wechat", 401, '{"code":"SUCCESS"}', "refused"],
  ["alipay", 200, "success", "accepted"],
  ["alipay", 200, '"success"', "refused"],
  ["alipay", 200, "success\n", "refused"],
  ["alipay", 200, "SUCCESS", "refused"],
  ["alipay", 500, "success", "refused"],
  ["stripe", 201, "", "accepted"],
  ["stripe", 301, "", "refused"],
  ["stripe", 400, "", "refused"],
] as const)("%s takes %i with body %j as %s", async (gateway, status, body, verdict) => {
  merchant.answers[0] = { status, body: status === 204 ? "" : body };
  send(gateway);
  await deliveries(1);
  expect(notifier.deliveries()[0]).toMatchObject({ status, verdict });
});

test("a scaled clock runs the whole day of retries in a moment", async () => {
  merchant.answers[0] = { status: 500, body: "" };
  clock.set({ scale: 10_000_000 });
  send("wechat");
  await deliveries(16);
});

test("an unreachable merchant is retried too", async () => {
  send("wechat", "http://127.0.0.1:1/notify");
  await deliveries(1);
  expect(notifier.deliveries()[0]).toMatchObject({ status: 0, verdict: "unreachable" });
  clock.set({ offsetMs: 15_000 });
  await deliveries(2);
});

test("a dropped notification is lost for good", async () => {
  faults.add({ gateway: "wechat", fault: "drop-notification", timesLeft: 1 });
  send("wechat");
  clock.set({ offsetMs: 86_400_000 });
  await pause();
  expect(notifier.deliveries()).toMatchObject([{ verdict: "dropped" }]);
  expect(merchant.received).toHaveLength(0);
});

test("a delayed notification waits for the clock", async () => {
  faults.add({ gateway: "alipay", fault: "delay-notification", timesLeft: 1, delayMs: 60_000 });
  send("alipay");
  await pause();
  expect(merchant.received).toHaveLength(0);
  clock.set({ offsetMs: 60_000 });
  await deliveries(1);
});

test("a duplicated notification comes several times, signed anew each time", async () => {
  faults.add({ gateway: "wechat", fault: "duplicate-notification", timesLeft: 1, count: 3 });
  send("wechat");
  await deliveries(3);
  expect(new Set(merchant.received.map(({ body }) => body)).size).toBe(3);
});
