import type { OrderCreated } from "../../app.ts";
import { keyOf, type NotedRow } from "../../domain/console/noted-row.ts";
import { cursorOf } from "../../domain/cursor.ts";
import { versionOf } from "../../http/areas/console/flags/present.ts";
import type { Invoice } from "../../http/core/invoices/schemas.ts";
import { type Draft, makeDraft } from "../../store/invoice-writing.ts";
import { apiKey as hostKey } from "../api-keys.ts";
import { oneArchived } from "../archiving.ts";
import { plansByCard, subscribeByCard } from "../billing.ts";
import { offerCards, paidAtPage } from "../card.ts";
import { beginWith } from "../crediting.ts";
import {
  issued,
  PAID_MS,
  PERIOD,
  putFonts,
  refunded,
  SELLER,
  sellingOperator,
  soldTo,
} from "../invoicing.ts";
import type { Mail } from "../mail.ts";
import { onlyProducts } from "../metering.ts";
import { HOST_ORIGIN } from "../portal-token.ts";
import { ask, operator } from "../refunding.ts";
import { accountOf, objectOf, paid, shown } from "../shop.ts";
import {
  bindings,
  type Customer,
  control,
  customer,
  mailAbout,
  packageOnSale,
  request,
} from "../world.ts";
import { BUYERS, type Callers, makeCallers, makeFrames } from "./callers.ts";
import { catalogRows } from "./catalog.ts";
import type { Known } from "./values.ts";

/** A shop with something of everything in it, so that calls reach past the first refusal. */
export interface Shop {
  callers: Callers;
  frames: Callers;
  inPaths: Known;
  inBodies: Known;
  /** A genuine notification by gateway, not handed in yet. */
  mails: { wechat: Mail; alipay: Mail; stripe: Mail };
}

/** Of each list a place that its rows come after. */
const PLACES = [
  ...(["orders", "console-orders", "customers", "refunds"] as const).map((list) =>
    cursorOf(list, [Number.MAX_SAFE_INTEGER, ""]),
  ),
  ...(["ledger", "credits"] as const).map((list) => cursorOf(list, [Number.MAX_SAFE_INTEGER, 1])),
  cursorOf("usage", ["9999-12-31", 1]),
  ...(["invoices", "console-invoices"] as const).map((list) => cursorOf(list, ["9999-12", 1, ""])),
  cursorOf("fapiao", [0, ""]),
  cursorOf("console-events", [Number.MAX_SAFE_INTEGER, 1]),
  cursorOf("timeline", [Number.MAX_SAFE_INTEGER, "ledger", "1"]),
];

/** Once: the plans and products that all shops of a run sell. */
export async function openCatalog(): Promise<void> {
  await plansByCard();
  await onlyProducts();
}

/** Buyers, items and papers that nobody has used up. */
export async function openShop(): Promise<Shop> {
  const buyers = await Promise.all(BUYERS.map(() => customer()));
  const ids = Object.fromEntries(BUYERS.map((name, index) => [name, buyers[index]?.id ?? ""]));
  const packages = [await packageOnSale(), await packageOnSale(), await packageOnSale()];
  const offers = [
    ...packages,
    await packageOnSale({ stock: 0 }),
    await packageOnSale({ enabled: 0 }),
    ...(await rechargeRules()),
    ...(await rechargeRules()),
    ...["credits-100", "credits-100", "credits-100"],
  ];
  await beginWith("v1"); // Packs are sold.
  const cancelled = await cancelledOrder(buyers[0] as Customer, packages[2] ?? "");
  const orders = [cancelled, cancelled, ...(await placeOrders(buyers, packages.slice(0, 2)))];
  const keys = {
    host: await apiKey(),
    other: await apiKey(),
    narrow: await apiKey({ scopes: ["invoices:read", "usage:write"] }),
    revoked: await apiKey({ revoked: true }),
    expired: await apiKey({ expiresAtMs: Date.now() }),
  };
  for (const buyer of buyers) await givePower(buyer);
  // Cancelling, resuming and changing the card are about a plan that renews.
  for (const buyer of buyers) await subscribeByCard(buyer);
  const lived = await Promise.all(
    buyers.map(async (buyer) => (await accountOf(buyer).subscription()).link?.subscriptionId),
  );
  const [lin = ""] = buyers.map(({ id }) => id);
  const papers = await papersOf(buyers[0] as Customer);
  const catalog = await catalogRows();
  const archived = await oneArchived(lin);
  const noted = await rowsToNote();
  const bodies = {
    ...catalog.inBodies,
    period: [PERIOD, "2026-11"],
    before: PLACES,
    currency: ["CNY"],
    id: offers,
    payType: [1, 1, 2, 2, 3],
    planId: ["pro_monthly", "pro_yearly", "lifetime", "free", null],
    endsAt: [null, "2099-12-31T00:00:00.000Z"],
    expiresAt: [null, "2099-12-31T00:00:00.000Z"],
    customerId: Object.values(ids),
    month: ["2026-11", "2026-12"],
    orderId: orders,
    from: ["coze", "coze", "coze", "coze", "coze", "recharge"],
    hold: await placeHolds(keys.host, lin),
    amount: [0, 1, 2, 30],
    customer: Object.values(ids),
    host: [keys.host.slice(4, 16)],
    product: ["ai_chat", "ai_chat", "agent_seats", "text_tokens", "model_tokens", "paid_calls"],
    count: [1, 2, 30, 1_000, -1],
    at: [null],
    corrects: [null],
    country: ["CN", ""],
    email: ["", "lin@example.com"],
    kind: ["cn"],
    value: [TITLE.taxNo],
    sincePeriod: [PERIOD],
    timeZone: [null, "Asia/Tokyo"],
    "FapiaoRequest.title": [TITLE, { type: "person", title: "林" }],
    "FapiaoTitleInput.taxNo": [TITLE.taxNo],
    "FapiaoResults.id": papers.fapiao,
    "text/csv": papers.fapiao.flatMap((id) => [
      `申请编号,发票号码\r\n${id},'24952000000123456789`,
      `申请编号,拒绝原因,红字发票号码\n${id},"税号, 抬头",\n${id}x,,12345678`,
    ]),
    "FapiaoResults.number": ["24952000000123456789", "12345678"],
    "SellerInput.": await sellers(),
    "SetFlag.value": ["7", "3"],
    expected: ["unset", await versionOf("7"), await versionOf("3")],
    "SwitchPayWay.off": [3],
    "SwitchPayWay.on": [1, 2],
    // The first buyer's, whose page operators look at most.
    "EndPlan.ref": [...Array.from({ length: 5 }, () => lived[0]), ...lived],
    "MakeKey.name": ["Coze bot"],
    "MakeKey.scopes": [null, ["customers:read"], ["credits:write", "usage:write"]],
    "NoteRow.version": [0, 0, 1, 2],
    "NoteRow.count": [1, 2],
    origins: [[HOST_ORIGIN], [HOST_ORIGIN], ["https://elsewhere.example"]],
  };
  return {
    callers: await makeCallers(ids, keys),
    frames: await makeFrames(lin),
    inPaths: {
      id: [...orders, ...(await paidOrders())],
      "invoices/id": papers.references,
      period: [PERIOD],
      month: [archived.month],
      // What the other calls go by stays: no way to pay, no centre and no caller's key is ended.
      name: ["past_due_grace_days", "coze_package_explain", "recharge_explain:en"],
      "keys/id": [keys.revoked.slice(4, 16), (await apiKey()).slice(4, 16)],
      "notes/key": noted,
      ...catalog.inPaths,
      subject: ["operator-2", "operator-3"],
      customer: [lin, lin, ...Object.values(ids)],
    },
    inBodies: bodies,
    mails: { wechat: await mail(1), alipay: await mail(2), stripe: await cardMail() },
  };
}

/** Of each list that takes notes. */
async function rowsToNote(): Promise<string[]> {
  const shop = crypto.randomUUID().slice(0, 8);
  const rows = Array.from({ length: 8 }, (_, at): NotedRow[] => [
    { list: "difference", number: `${shop}-${at}`, reason: "refunded-outside" },
    { list: "count", day: "2026-11-20", gateway: "wechat", reason: `${shop}-${at}` },
  ]).flat();
  await bindings.DB.batch(
    rows.map((row) =>
      row.list === "difference"
        ? bindings.DB.prepare(
            "INSERT INTO discrepancy (number, reason, order_no, gateway, day, found_at) VALUES (?, ?, 'x', 'wechat', '2026-11-20', 1)",
          ).bind(row.number, row.reason)
        : bindings.DB.prepare(
            "INSERT INTO anomaly_count (day, gateway, reason, count, first_at, last_at, details) VALUES ('2026-11-20', 'wechat', ?, 2, 1, 1, '[]')",
          ).bind(row.list === "count" ? row.reason : ""),
    ),
  );
  return rows.map(keyOf);
}

/** About a session that was paid: card payment is on while it is made, as long before. */
async function cardMail(): Promise<Mail> {
  await offerCards();
  const { number } = await paidAtPage();
  return mailAbout(number, "checkout.session.completed");
}

interface Papers {
  /** Ids, and numbers where there are some. */
  references: string[];
  fapiao: string[];
}

const TITLE = { type: "company", title: "甲公司", taxNo: "91350100M000100Y43" };

/** Of each kind several, since an act on one uses it up: not paid, begun only, paid and refunded since. */
async function papersOf({ id, post }: Customer): Promise<Papers> {
  await putFonts();
  const unpaid = await sellingOperator({ pricesIncludeTax: false });
  const references: string[] = [];
  const sell = async (by: Customer, customerId: string) => {
    const orderNo = await soldTo(customerId);
    const first = await issued(by, customerId);
    references.push(first.id, first.number);
    return { orderNo, first };
  };
  for (let count = 0; count < 4; count++) await sell(unpaid, UNSEEN);
  const by = await sellingOperator();
  const fapiao: string[] = [];
  for (let count = 0; count < 14; count++) {
    const { orderNo, first } = await sell(by, id);
    await refunded(orderNo, Date.now());
    if (count >= 3) continue;
    const asked = await post<Invoice>(`/api/portal/invoices/${first.id}/fapiao`, { title: TITLE });
    fapiao.push(asked.body.fapiao?.id ?? "");
  }
  // Once before many at a time: what the test runner loads for one call, no other may wait for.
  await (await by.call(`/api/console/invoices/${references[0]}/pdf`)).arrayBuffer();
  return { references: [...references, ...(await drafts())], fapiao };
}

/** No call is about this customer, or it would revise the invoices and issue the drafts before the acts on them are drawn. */
const UNSEEN = "customer-unseen";

/** Each of two who sell, said by somebody who saw the other: whichever stands now, one of them is done. */
async function sellers(): Promise<object[]> {
  const changes = [{ phone: "0591-0000000" }, {}];
  const versions: string[] = [];
  for (const change of changes) {
    const by = await sellingOperator(change);
    versions.push((await by.get<{ version: string }>("/api/console/seller")).body.version);
  }
  return changes.map((change, at) => ({ ...SELLER, ...change, version: versions[1 - at] }));
}

/** As somebody leaves them who dies in the middle of issuing. */
async function drafts(): Promise<string[]> {
  const ids = Array.from({ length: 8 }, () => `in_${crypto.randomUUID()}`);
  for (const id of ids) await makeDraft(bindings.DB, draftOf(id));
  return ids;
}

const draftOf = (id: string): Draft => ({
  ...{ id, key: `month:${id}`, customerId: UNSEEN, period: PERIOD, currency: "CNY" },
  sales: [
    {
      ...{ ref: `order:${id}`, kind: "coze", names: { zh: "专业版", en: "Pro", jp: "プロ" } },
      ...{
        quantity: 1,
        unitAmountMinor: 3_990,
        amountMinor: 3_990,
        currency: "CNY",
        paidAtMs: PAID_MS,
      },
    },
  ],
  nowMs: Date.now(),
});

async function rechargeRules(): Promise<string[]> {
  const ids = [`power-${crypto.randomUUID()}`, `power-${crypto.randomUUID()}`];
  for (const id of ids)
    await bindings.DB.prepare(
      "INSERT INTO recharge_rule (id, power, give_power, sell_price_minor, label) VALUES (?, 500, 50, 4500, '热卖')",
    )
      .bind(id)
      .run();
  return ids;
}

/** Most of them the first buyer's, who calls most. */
async function placeOrders(buyers: Customer[], packages: string[]): Promise<string[]> {
  const wishes = buyers.flatMap((buyer) =>
    packages.flatMap((id) => [1, 2].map((payType) => ({ buyer, id, payType }))),
  );
  const placed = await Promise.all(
    wishes.map(({ buyer, id, payType }) =>
      buyer.post<OrderCreated>("/api/web/coze-package/order", { id, payType }),
    ),
  );
  const numbers = placed.map(({ body }) => body.orderNo);
  return [...numbers.slice(0, 4), ...numbers.slice(0, 4), ...numbers];
}

/** What an operator can refund, and what is refunded already. */
async function paidOrders(): Promise<string[]> {
  const bought: string[] = [];
  for (let count = 0; count < 8; count++) bought.push((await paid({ payType: 2 })).orderId);
  const by = await operator();
  const refunded = bought.slice(0, 4);
  for (const orderId of refunded) {
    await ask(by, orderId, "full");
    await objectOf(orderId).attend();
  }
  return [...bought, ...bought, ...refunded, ...refunded];
}

async function cancelledOrder(buyer: Customer, id: string): Promise<string> {
  const { body } = await buyer.post<OrderCreated>("/api/web/coze-package/order", {
    id,
    payType: 1,
  });
  await buyer.post("/api/pay/cancel", { from: "coze", orderId: body.orderId });
  return body.orderId;
}

const apiKey = async (change: Parameters<typeof hostKey>[0] = {}) => (await hostKey(change)).token;

const givePower = (buyer: Customer) =>
  accountOf(buyer).grant({
    key: `order:${crypto.randomUUID()}`,
    grant: { kind: "power", name: "算力", power: 5_000, givePower: 0 },
  });

/** Some for settling, some for releasing, some to be ended twice. */
async function placeHolds(key: string, customerId: string): Promise<string[]> {
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      request(`/api/customers/${customerId}/hold`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/json",
          "idempotency-key": `hold-${index}`,
        },
        body: JSON.stringify({ asset: "power", amount: 30, ttlSeconds: 600 }),
      }),
    ),
  );
  return Promise.all(
    answers.map(async (answer) => ((await answer.json()) as { hold: string }).hold),
  );
}

async function mail(payType: number): Promise<Mail> {
  const { orderId, codeUrl } = await shown({ payType });
  await control.pay(codeUrl);
  return mailAbout(`${orderId}_1`);
}
