import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, test, vi } from "vitest";
import { orderObject } from "../actions/objects.ts";
import type { CodeReplaced, PaymentDeclined, PayResult } from "../app.ts";
import { ok } from "../domain/result.ts";
import { gatewayFor } from "../payments/registry.ts";
import { liveTools } from "../payments/tools.ts";
import { codeOf, session } from "./identity.ts";
import { order, prepay, type Shown, shown } from "./shop.ts";
import {
  bindings,
  type Customer,
  control,
  customer,
  deliver,
  mailAbout,
  ORIGIN,
  packageOnSale,
  request,
  restoreAfterEach,
  travel,
} from "./world.ts";

restoreAfterEach();

const UPGRADE = { upgrade: "websocket" };
const address = (orderId: string, from = "coze") =>
  `/api/pay/watch?orderId=${orderId}&from=${from}`;

type Message = PayResult | CodeReplaced | PaymentDeclined;

/** A page's socket: what it was told, in order. */
class Page {
  readonly told: string[] = [];
  readonly socket: WebSocket;
  #heard: (() => void) | null = null;

  constructor(response: Response) {
    if (!response.webSocket) throw new Error(`no socket: ${response.status}`);
    this.socket = response.webSocket;
    this.socket.addEventListener("message", ({ data }) => {
      this.told.push(String(data));
      this.#heard?.();
    });
    this.socket.accept();
  }

  /** Resolves when `count` messages have come in all. */
  async heard(count: number): Promise<string[]> {
    while (this.told.length < count)
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    return this.told;
  }

  /** What was told so far: an answer to a ping comes after everything that was sent before. */
  async sofar(): Promise<Message[]> {
    const pongs = () => this.told.filter((text) => text === "pong").length;
    const before = pongs();
    this.socket.send("ping");
    while (pongs() === before) await this.heard(this.told.length + 1);
    return this.told.filter((text) => text !== "pong").map((text) => JSON.parse(text));
  }
}

const watch = async (who: Customer, orderId: string) =>
  new Page(await who.call(address(orderId), { headers: UPGRADE }));

async function pay({ codeUrl, orderId }: Shown): Promise<void> {
  await control.pay(codeUrl);
  await deliver(await mailAbout(`${orderId}_1`));
}

const isReplacement = (message: Message): message is CodeReplaced =>
  "event" in message && message.event === "code-replaced";

const statuses = async (page: Page) =>
  (await page.sofar()).flatMap((told) => ("event" in told ? [] : [told.orderStatus]));

test("the current state comes at once", async () => {
  const { who, orderId } = await shown();
  const page = await watch(who, orderId);
  const [first = ""] = await page.heard(1);
  expect(JSON.parse(first)).toEqual({
    id: orderId,
    orderNo: orderId,
    payStatus: 0,
    orderStatus: "pending",
  });
});

test("a payment is told when it is granted, once, however often it is notified", async () => {
  const purchase = await shown();
  const page = await watch(purchase.who, purchase.orderId);
  await control.pay(purchase.codeUrl);
  const mail = await mailAbout(`${purchase.orderId}_1`);
  await deliver(mail);
  await deliver(mail);
  const states = await page.sofar();
  expect(states.at(-1)).toMatchObject({ payStatus: 1, orderStatus: "completed" });
  const paid = states.filter((state) => "payStatus" in state && state.payStatus === 1);
  expect(paid).toHaveLength(1);
});

test("a socket that comes after the payment learns of it at once", async () => {
  const purchase = await shown();
  await pay(purchase);
  expect(await statuses(await watch(purchase.who, purchase.orderId))).toEqual(["completed"]);
});

test("a cancelled order is told", async () => {
  const { who, orderId } = await shown();
  const page = await watch(who, orderId);
  await who.post("/api/pay/cancel", { from: "coze", orderId });
  expect(await statuses(page)).toEqual(["pending", "cancelled"]);
});

test("a code that replaces another is told to every page, the first code to none", async () => {
  const { who, orderId } = await shown();
  const pages = [await watch(who, orderId), await watch(who, orderId)];
  for (const page of pages) expect(await statuses(page)).toEqual(["pending"]);
  const next = await prepay(who, orderId, 2);
  for (const page of pages) {
    expect((await page.sofar()).filter(isReplacement)).toEqual([
      {
        event: "code-replaced",
        orderNo: orderId,
        payType: 2,
        attempt: 2,
        code: {
          url: next.qrCode.code_url,
          expiresInMs: expect.any(Number),
          cashierUrl: next.cashierUrl,
        },
      },
    ]);
  }
});

test("a page that comes back late learns which code counts, even from an order that has slept", async () => {
  const { who, orderId } = await shown();
  await prepay(who, orderId, 2);
  const { code } = (await (await watch(who, orderId)).sofar()).find(isReplacement) ?? {};
  expect(code).toBeDefined();
  await evictDurableObject(orderObject(bindings, orderId));
  const told = (await (await watch(who, orderId)).sofar()).filter(isReplacement);
  expect(told).toEqual([{ event: "code-replaced", orderNo: orderId, payType: 2, attempt: 2 }]);
});

test("a payment that the gateway says was declined is told once, and the code can still be paid", async () => {
  const purchase = await shown();
  const { who, orderId } = purchase;
  const page = await watch(who, orderId);
  await page.heard(1);
  await runInDurableObject(orderObject(bindings, orderId), (object) => {
    const gateway = gatewayFor("wechat", Reflect.get(object, "env"), liveTools);
    if (!gateway.ok) throw new Error("WeChat is not configured");
    vi.spyOn(gateway.value, "query").mockResolvedValue(ok({ kind: "unpaid", declined: true }));
  });
  for (let turn = 0; turn < 3; turn++) {
    await travel(10_000);
    await runDurableObjectAlarm(orderObject(bindings, orderId));
  }
  vi.restoreAllMocks();
  const told = (await page.sofar()).filter((one) => "event" in one);
  expect(told).toEqual([{ event: "payment-declined", orderNo: orderId }]);
  await pay(purchase);
  expect((await statuses(page)).at(-1)).toBe("completed");
});

test("ping is answered with pong, and other words with nothing", async () => {
  const { who, orderId } = await shown();
  const page = await watch(who, orderId);
  await page.heard(1);
  page.socket.send("hello");
  page.socket.send("ping");
  expect((await page.heard(2)).at(-1)).toBe("pong");
});

test("two pages of one customer are both told", async () => {
  const purchase = await shown();
  const pages = [
    await watch(purchase.who, purchase.orderId),
    await watch(purchase.who, purchase.orderId),
  ];
  await pay(purchase);
  for (const page of pages) expect(await statuses(page)).toEqual(["pending", "completed"]);
});

test("a page that has gone keeps nobody else from hearing", async () => {
  const purchase = await shown();
  const gone = await watch(purchase.who, purchase.orderId);
  const stays = await watch(purchase.who, purchase.orderId);
  await gone.heard(1);
  gone.socket.close(1001, "going away");
  await pay(purchase);
  expect(await statuses(stays)).toEqual(["pending", "completed"]);
});

describe("an order that sleeps with its sockets open", () => {
  const sleep = (orderId: string) =>
    evictDurableObject(orderObject(bindings, orderId), { webSockets: "hibernate" });

  test("wakes to tell of the payment, exactly once", async () => {
    const purchase = await shown();
    const page = await watch(purchase.who, purchase.orderId);
    await page.heard(1);
    await sleep(purchase.orderId);
    await pay(purchase);
    expect(await statuses(page)).toEqual(["pending", "completed"]);
    await sleep(purchase.orderId);
    expect(await statuses(page)).toEqual(["pending", "completed"]);
  });

  test("answers a ping", async () => {
    const { who, orderId } = await shown();
    const page = await watch(who, orderId);
    await page.heard(1);
    await sleep(orderId);
    expect(await statuses(page)).toEqual(["pending"]);
  });

  test("tells a payment to those who came before and after it slept", async () => {
    const purchase = await shown();
    const early = await watch(purchase.who, purchase.orderId);
    await early.heard(1);
    await sleep(purchase.orderId);
    const late = await watch(purchase.who, purchase.orderId);
    await pay(purchase);
    expect(await statuses(early)).toEqual(["pending", "completed"]);
    expect(await statuses(late)).toEqual(["pending", "completed"]);
  });

  test("remembers what it told, while it tells D1 again and again", async () => {
    const purchase = await shown();
    const page = await watch(purchase.who, purchase.orderId);
    await page.heard(1);
    await bindings.DB.prepare("ALTER TABLE orders RENAME TO orders_away").run();
    await pay(purchase);
    for (let tries = 0; tries < 2; tries++) {
      await sleep(purchase.orderId);
      await travel(65_000);
      await runDurableObjectAlarm(orderObject(bindings, purchase.orderId));
    }
    await bindings.DB.prepare("ALTER TABLE orders_away RENAME TO orders").run();
    expect(await statuses(page)).toEqual(["pending", "completed"]);
  });
});

test("an order that was claimed and never opened can be watched", async () => {
  const who = await customer();
  const packageId = await packageOnSale();
  const { orderId } = (await order(who, packageId)).body;
  // The row as a request that died right after claiming it leaves it: under a number whose object is empty.
  const orphan = `EC20260101${crypto
    .randomUUID()
    .slice(0, 8)
    .toUpperCase()
    .replace(/[ILOU]/g, "X")}ZZ`;
  await bindings.DB.prepare("UPDATE orders SET order_no = ? WHERE order_no = ?")
    .bind(orphan, orderId)
    .run();
  expect(await statuses(await watch(who, orphan))).toEqual(["pending"]);
});

describe("a socket is refused", () => {
  test("to a guest", async () => {
    const { orderId } = await shown();
    const response = await request(address(orderId), { headers: UPGRADE });
    expect([response.status, await codeOf(response)]).toEqual([401, "UNAUTHENTICATED"]);
  });

  test.each<[string, (orderId: string) => string]>([
    ["somebody else's order", (orderId) => address(orderId)],
    ["an order of another kind", (orderId) => address(orderId, "recharge")],
    ["an order that does not exist", () => address("EC20260101ZZZZZZZZZZ")],
    ["what is no order number", () => address("../status")],
  ])("for %s", async (what, path) => {
    const { who, orderId } = await shown();
    const asking = what === "somebody else's order" ? await customer() : who;
    const response = await asking.call(path(orderId), { headers: UPGRADE });
    expect([response.status, await codeOf(response)]).toEqual([404, "ORDER_NOT_FOUND"]);
  });

  test("to a request that does not ask for one", async () => {
    const { who, orderId } = await shown();
    for (const upgrade of ["", "h2c"]) {
      const response = await who.call(address(orderId), { headers: { upgrade } });
      expect([response.status, await codeOf(response)]).toEqual([426, "UPGRADE_REQUIRED"]);
    }
  });

  test("to a foreign site that rides on the customer's cookie, and granted to our own page", async () => {
    const { who, orderId } = await shown();
    const headers = { ...UPGRADE, cookie: `ec_session=${await session({ sub: who.id })}` };
    const open = (origin: string) => request(address(orderId), { headers: { ...headers, origin } });
    const foreign = await open("https://evil.example");
    expect([foreign.status, await codeOf(foreign)]).toEqual([403, "ORIGIN_REFUSED"]);
    expect((await open(ORIGIN)).status).toBe(101);
  });
});
