import { runInDurableObject } from "cloudflare:test";
import { orderNoOf } from "../../domain/order/number.ts";
import { GAP_WHEN_OVER_MS } from "../../domain/order/schedule.ts";
import type { OrderFile } from "../../objects/order/view.ts";
import { accountOf, objectOf } from "../shop.ts";
import { bindings, control } from "../world.ts";
import { askSpent, type BuyerSide } from "./buyers.ts";
import { ofDays } from "./days.ts";
import type { PaymentSeen } from "./gateway.ts";

/** What one schedule left behind, asked from outside. */
export interface Outcome {
  buyers: BuyerSide[];
  orders: string[];
  payments: PaymentSeen[];
  /** The limited package, and how many of it there were. */
  limited: { id: string; stock: number };
  startMs: number;
  /** Only notifications were lost: what was paid must be found in time. */
  calm: boolean;
}

export interface Trade {
  gateway: string;
  number: string;
  amountMinor: number;
  state: string;
  transactionId: string | null;
  refunds: { amountMinor: number; state: string }[];
}

interface Books {
  trades: Trade[];
  burntNumbers: string[];
}

const FINAL = new Set(["completed", "expired", "cancelled", "refunded"]);

/** Longest gap between two looks at an unpaid number of a pending order, with what the look itself takes. */
const FOUND_MS_MAX = 61_000;
const FOUND_WHEN_OVER_MS_MAX = GAP_WHEN_OVER_MS + 31_000;

/** Compares the gateways' books, the ledgers, D1, the objects and what customers were shown. Every broken promise in words. */
export async function brokenPromises(outcome: Outcome): Promise<string[]> {
  const books = (await control.books()) as Books;
  const broken: string[] = [];
  for (const orderNo of outcome.orders) broken.push(...(await ofOrder(orderNo, outcome, books)));
  for (const buyer of outcome.buyers) broken.push(...(await ofBuyer(buyer, outcome)));
  broken.push(...(await ofStock(outcome)));
  for (const number of books.burntNumbers)
    broken.push(`protocol: ${number} was closed and had never been opened`);
  return broken;
}

export const wasPaid = (trade: Trade) =>
  ["SUCCESS", "REFUND", "TRADE_SUCCESS", "TRADE_FINISHED"].includes(trade.state) ||
  trade.refunds.length > 0;

const DONE_REFUND = new Set(["SUCCESS", "done", "REFUND_SUCCESS"]);
export const refunded = (trade: Trade) =>
  trade.refunds
    .filter(({ state }) => DONE_REFUND.has(state))
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);

async function ofOrder(orderNo: string, outcome: Outcome, books: Books): Promise<string[]> {
  const broken: string[] = [];
  const file = await objectOf(orderNo).file();
  if (!file.ok) return [`promise 1: ${orderNo} was shown and does not exist`];
  const { order } = file.value;
  const price = order.placed.sale.price.amountMinor;
  const buyer = outcome.buyers.find(({ who }) => who.id === order.placed.customerId);
  const trades = books.trades.filter(({ number }) => orderNoOf(number) === orderNo);
  const paid = trades.filter(wasPaid);
  const kept = paid.filter((trade) => refunded(trade) === 0);
  const returned = paid.filter((trade) => refunded(trade) === price);
  const { grants, takenBack } = buyer ? await grantsOf(buyer, orderNo) : NOTHING_GRANTED;

  if (kept.length + returned.length !== paid.length)
    broken.push(`promise 1: ${orderNo} has a payment that is neither whole nor refunded in full`);
  if (kept.length !== grants - takenBack)
    broken.push(
      `promise 1: ${orderNo} is ${order.state}, with ${kept.length} payments kept, ${grants} grants, ${takenBack} taken back`,
    );
  if ((order.state === "completed") !== (grants - takenBack === 1))
    broken.push(`promise 1: ${orderNo} is ${order.state} with ${grants} grants`);
  if (!FINAL.has(order.state)) broken.push(`promise 5: ${orderNo} is ${order.state} for ever`);

  broken.push(...(await ofRecords(orderNo, outcome, books)));
  broken.push(...(await ofProjection(orderNo, file.value)));
  broken.push(...ofTime(orderNo, outcome, file.value));
  broken.push(...(await ofComparison(orderNo, file.value.version)));
  return broken;
}

const NOTHING_GRANTED = { grants: 0, takenBack: 0 };

/** How often the order was granted and taken back, whatever else its keys say. */
async function grantsOf({ who }: BuyerSide, orderNo: string): Promise<typeof NOTHING_GRANTED> {
  const { items } = await accountOf(who).history({ page: 1, pageSize: 100 });
  const under = (prefix: string) => items.filter(({ key }) => key.startsWith(prefix)).length;
  return { grants: under(`order:${orderNo}`), takenBack: under(`refund:${orderNo}`) };
}

interface PaymentRow extends Record<string, SqlStorageValue> {
  number: string;
  transaction_id: string;
  amount_minor: number;
  recorded_at: number;
}

/** Promises 2 and 4: what the order wrote down is what the gateway has, and was there before it was acknowledged. */
async function ofRecords(orderNo: string, outcome: Outcome, books: Books): Promise<string[]> {
  const broken: string[] = [];
  const rows = await runInDurableObject(objectOf(orderNo), (_, { storage }) =>
    storage.sql.exec<PaymentRow>("SELECT * FROM payment").toArray(),
  );
  for (const row of rows) {
    const trade = books.trades.find(({ number }) => number === row.number);
    if (
      trade?.transactionId !== row.transaction_id ||
      trade.amountMinor !== row.amount_minor ||
      !wasPaid(trade)
    )
      broken.push(
        `promise 2: ${row.number} is recorded as ${row.amount_minor} by ${row.transaction_id}, the gateway has ${JSON.stringify(trade)}`,
      );
  }
  for (const seen of outcome.payments.filter(({ number }) => orderNoOf(number) === orderNo)) {
    if (seen.acknowledgedAtMs === null) continue;
    const row = rows.find(({ number }) => number === seen.number);
    const acknowledgedAtMs = outcome.startMs + seen.acknowledgedAtMs;
    if (!row || row.recorded_at > acknowledgedAtMs)
      broken.push(`promise 4: ${seen.number} was acknowledged before it was written down`);
  }
  return broken;
}

/** Promise 6. */
async function ofProjection(orderNo: string, file: OrderFile): Promise<string[]> {
  const { order, version } = file;
  const row = await bindings.DB.prepare(
    "SELECT state, version, paying_with, stock_limited, stock_held FROM orders WHERE order_no = ?",
  )
    .bind(orderNo)
    .first<Record<string, number | string>>();
  const { results: refunds } = await bindings.DB.prepare(
    "SELECT number, state FROM refund WHERE order_no = ? ORDER BY number",
  )
    .bind(orderNo)
    .all<{ number: string; state: string }>();
  const held = file.refunds.map(({ refundNo: number, state, replacedBy }) => ({
    number,
    state: replacedBy === null ? state : "replaced",
  }));
  if (JSON.stringify(refunds) !== JSON.stringify(held))
    return [
      `promise 6: ${orderNo} has refunds ${JSON.stringify(held)}, D1 ${JSON.stringify(refunds)}`,
    ];
  const same =
    row?.state === order.state && row.version === version && row.paying_with === order.payingWith;
  return same
    ? []
    : [`promise 6: ${orderNo} is ${order.state} v${version}, D1 has ${JSON.stringify(row)}`];
}

/** What the daily comparison would find: nothing, when every promise was kept. */
async function ofComparison(orderNo: string, version: number): Promise<string[]> {
  const compared = await objectOf(orderNo).compare(null, version);
  const agrees = compared.ok && compared.value.matched === compared.value.trades;
  return agrees
    ? []
    : [`promise 1: compared with the gateways, ${orderNo} is ${JSON.stringify(compared)}`];
}

/**
 * Without any fault but lost notifications, a payment is credited by the next look: soon while its order is pending, and
 * within minutes where the order was over and the code still payable.
 */
function ofTime(
  orderNo: string,
  { calm, payments, startMs }: Outcome,
  { order, timeline }: OrderFile,
): string[] {
  const first = payments
    .filter(({ number }) => orderNoOf(number) === orderNo)
    .sort((a, b) => a.atMs - b.atMs)[0];
  if (!calm || !first || order.completedAtMs === null) return [];
  const paidAtMs = startMs + first.atMs;
  const wasOver = timeline.some(
    ({ event, atMs }) => (event === "cancelled" || event === "expired") && atMs <= paidAtMs,
  );
  const tookMs = order.completedAtMs - paidAtMs;
  return tookMs <= (wasOver ? FOUND_WHEN_OVER_MS_MAX : FOUND_MS_MAX)
    ? []
    : [`promise 1: ${orderNo} was credited ${Math.round(tookMs / 1000)} s after it was paid`];
}

/** Promise 3, and what the customer was shown. */
async function ofBuyer(buyer: BuyerSide, outcome: Outcome): Promise<string[]> {
  // First of all: asking what a spending was answered performs it when the account never heard of it.
  const broken = await ofCustomer(buyer.who.id);
  const account = accountOf(buyer.who);
  const { faults } = await account.audit();
  for (const fault of faults) broken.push(`promise 3: ${fault}`);

  let expected = 0;
  const { items } = await account.history({ page: 1, pageSize: 100 });
  for (const { kind, entries } of items)
    if (kind !== "deduct")
      expected += entries.find((entry) => entry.account === "available")?.amount ?? 0;
  for (const spent of buyer.spent) {
    const answer = await askSpent(buyer.who, spent);
    if (answer.ok) expected -= spent.amount;
  }
  const power = (await account.balances()).find(({ asset }) => asset === "power");
  if (power?.available !== expected)
    broken.push(
      `promise 3: ${power?.available} power is available, ${expected} by what was answered`,
    );
  if ((power?.available ?? 0) < 0) broken.push("promise 3: a balance is below zero");

  broken.push(...(await ofDays(buyer.who)));
  for (const [index, told] of buyer.told.entries()) {
    const earlier = buyer.told.slice(0, index).filter(({ orderId }) => orderId === told.orderId);
    if (told.payStatus === 0 && earlier.some(({ payStatus }) => payStatus === 1))
      broken.push(`shown: ${told.orderId} was paid and then was not`);
    const paidBefore = outcome.payments.some(
      ({ number, atMs }) => orderNoOf(number) === told.orderId && atMs < told.atMs - 1_000,
    );
    const isOver = told.orderStatus === "cancelled" || told.orderStatus === "expired";
    if (isOver && !told.unconfirmed && !told.disturbed && paidBefore)
      broken.push(`shown: ${told.orderId} was called ${told.orderStatus} when it had been paid`);
  }
  return broken;
}

/** Promise 6: the customer's row shows what the account holds, and every event of their orders and account arrived once. */
async function ofCustomer(id: string): Promise<string[]> {
  const account = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(id));
  const { items } = await account.history({ page: 1, pageSize: 1 });
  if (items.length === 0) return [];
  const broken: string[] = [];
  const row = await bindings.DB.prepare("SELECT balances FROM customer WHERE id = ?")
    .bind(id)
    .first<{ balances: string }>();
  const balances = JSON.stringify(await account.balances());
  if (row?.balances !== balances)
    broken.push(`promise 6: a customer has ${balances}, D1 ${row?.balances}`);
  const { results } = await bindings.DB.prepare(
    `SELECT orders.order_no,
            (SELECT count(*) FROM event WHERE type = 'order.completed' AND data ->> '$.orderNo' = orders.order_no) AS events
     FROM orders WHERE customer_id = ? AND completed_at IS NOT NULL`,
  )
    .bind(id)
    .all<{ order_no: string; events: number }>();
  for (const { order_no, events } of results)
    if (events !== 1) broken.push(`promise 6: ${order_no} was completed, with ${events} events`);
  return broken;
}

/** Promise 3: no unit too many was sold, none was lost. */
async function ofStock({ limited }: Outcome): Promise<string[]> {
  const left = await bindings.DB.prepare(
    `SELECT stock, (SELECT count(*) FROM orders WHERE item_id = ?1 AND stock_held = 1) AS held,
            (SELECT count(*) FROM orders WHERE item_id = ?1 AND completed_at IS NOT NULL) AS sold
     FROM coze_package WHERE id = ?1`,
  )
    .bind(limited.id)
    .first<{ stock: number; held: number; sold: number }>();
  const whole = left && left.stock >= 0 && left.held === left.sold;
  return whole && left.stock + left.held === limited.stock
    ? []
    : [`promise 3: of ${limited.stock} units there are ${JSON.stringify(left)}`];
}
