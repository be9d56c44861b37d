import type { NotConfigured } from "../../../config/variables.ts";
import {
  CODE_LIFE_MS,
  type CodePlan,
  nextNumber,
  PAYABLE_LEFT_MS_MIN,
  planCode,
} from "../../../domain/order/attempt.ts";
import { makeTradeNo } from "../../../domain/order/number.ts";
import {
  type GatewayName,
  gatewayOf,
  PAY_WAYS,
  type PayType,
} from "../../../domain/order/payway.ts";
import { nextQueryAt } from "../../../domain/order/schedule.ts";
import type { OrderState } from "../../../domain/order/state.ts";
import { err, ok, type Result } from "../../../domain/result.ts";
import type { Gateway, OpenFailure, Presented } from "../../../payments/port.ts";
import { GATEWAYS, takes } from "../../../payments/registry.ts";
import { isLive, type OrderContext, orderIn } from "../context.ts";
import type { AttemptRecord } from "../storage/attempts.ts";
import type { OrderRecord } from "../storage/order.ts";
import { endAttempt, keepGatewayId } from "./answers.ts";
import { askAboutAttempt } from "./asking.ts";
import { closeAttempt, closeAttempts } from "./closing.ts";
import { openTrade } from "./describing.ts";

/** What the customer pays by: a code to scan, or the address of the gateway's page. */
export interface ShownCode {
  payType: PayType;
  codeUrl: string;
  expiresAtMs: number;
  /** 1 for the first code of the order, then counting. */
  attempt: number;
}

export type CodeRefusal =
  | { reason: "not-payable"; state: OrderState }
  | { reason: "no-such-pay-way" }
  | NotConfigured
  | { reason: "too-many-codes" }
  | { reason: "gateway-refused" }
  | { reason: "gateway-unavailable" };

/** How often one request may move on to a fresh number after a dead one. */
const REOPENINGS_MAX = 3;

/**
 * Shows a code to pay with: the next attempt, on the order's way to pay or another one. It awaits, so other events come in
 * between: storage is read anew after each await, and what must survive is written before the gateway is asked.
 */
export async function showCode(
  context: OrderContext,
  payType: PayType,
): Promise<Result<ShownCode, CodeRefusal>> {
  const name = gatewayOf(payType);
  if (!name) return err({ reason: "no-such-pay-way" });
  const gateway = context.gateway(name);
  if (!gateway.ok) return gateway;
  const { currency } = orderIn(context.storage).placed.sale.price;
  if (!takes(name, currency)) return err({ reason: "no-such-pay-way" });

  const plan = planCode(context.storage.attempts.all(), name, gateway.value.capabilities.refresh);
  if (plan === "too-many-codes") return err({ reason: plan });
  await askAboutEarlierCodes(context, plan, gateway.value);
  const refusal = whyNotPayable(context);
  if (refusal) return err(refusal);
  if (plan.trade.kind === "show-again") return showAgain(context, plan.trade.tradeNo, name);
  return open(context, plan, gateway.value);
}

/**
 * Before a new code: closes what the other way to pay has open, and asks about the codes that stay payable beside the
 * new one, so that a customer who has just paid is not asked to pay again.
 */
async function askAboutEarlierCodes(
  context: OrderContext,
  plan: CodePlan,
  gateway: Gateway,
): Promise<void> {
  await closeAttempts(context, plan.close);
  if (gateway.capabilities.refresh === "same-number") return;
  const latest = context.storage.attempts
    .all()
    .filter((a) => isLive(a) && a.gateway === gateway.name)
    .at(-1);
  if (latest) await askAboutAttempt(context, latest.tradeNo);
}

function whyNotPayable({ storage, now }: OrderContext): CodeRefusal | null {
  const order = orderIn(storage);
  const leftMs = order.placed.expiresAtMs - now();
  if (order.state === "pending" && leftMs >= PAYABLE_LEFT_MS_MIN) return null;
  return { reason: "not-payable", state: order.state };
}

async function open(
  context: OrderContext,
  plan: CodePlan,
  gateway: Gateway,
  reopenings = 0,
): Promise<Result<ShownCode, CodeRefusal>> {
  const { tradeNo } = writeOpening(context, plan, gateway);
  const opened = await openTrade(context, gateway, tradeNo);
  if (opened.ok) return shown(context, tradeNo, gateway.name, opened.value);
  const next = await afterFailure(context, tradeNo, plan, gateway, opened.error);
  if ("refusal" in next) return err(next.refusal);
  if (reopenings === REOPENINGS_MAX) return err({ reason: "gateway-refused" });
  return open(context, next.plan, gateway, reopenings + 1);
}

/** Written before the gateway hears of the number: if we die here, the alarm still asks about it. */
function writeOpening(
  { storage, now, write }: OrderContext,
  { trade }: CodePlan,
  gateway: Gateway,
): AttemptRecord {
  return write(() => {
    const { placed } = orderIn(storage);
    const known = trade.kind === "re-enter" ? storage.attempts.get(trade.tradeNo) : undefined;
    const ordinal = trade.kind === "next" ? trade.ordinal : 1;
    const attempt: AttemptRecord = {
      tradeNo: makeTradeNo(placed.orderNo, ordinal),
      ordinal,
      gateway: gateway.name,
      state: "opening",
      payableUntilMs: placed.expiresAtMs,
      openedAtMs: now(),
      gatewayId: null,
      confirming: false,
      ...known,
      shownAtMs: now(),
      queryAtMs: nextQueryAt(now(), now()),
      codeUrl: null,
      openings: (known?.openings ?? 0) + 1,
    };
    storage.attempts.save(attempt);
    return attempt;
  });
}

function shown(
  context: OrderContext,
  tradeNo: string,
  gateway: GatewayName,
  presented: Presented,
): Result<ShownCode, CodeRefusal> {
  const codeUrl = presented.kind === "code" ? presented.codeUrl : presented.url;
  const { storage, now, write } = context;
  return write(() => {
    if (presented.kind === "redirect") keepGatewayId(context, tradeNo, presented.gatewayId);
    const order = orderIn(storage);
    order.codesShown += 1;
    const facts = { gateway, number: tradeNo, attempt: order.codesShown };
    const what = presented.kind === "code" ? "code-shown" : "page-shown";
    storage.timeline.note(now(), what, facts);
    return offer(context, order, { tradeNo, gateway, codeUrl });
  });
}

/** The code that the number has: whoever has asked for many pays by the last one. */
function showAgain(
  context: OrderContext,
  tradeNo: string,
  gateway: GatewayName,
): Result<ShownCode, CodeRefusal> {
  const { storage, now, write } = context;
  return write(() => {
    const attempt = storage.attempts.get(tradeNo);
    // It may have ended while it was asked about.
    if (!attempt?.codeUrl || !isLive(attempt)) return err({ reason: "too-many-codes" });
    storage.timeline.noteBounded(now(), "code-shown-again", { gateway, number: tradeNo });
    const { codeUrl } = attempt;
    return offer(context, orderIn(storage), { tradeNo, gateway, codeUrl });
  });
}

/** Writes down what is on the page now. Runs in the caller's transaction. */
function offer(
  context: OrderContext,
  order: OrderRecord,
  { tradeNo, gateway, codeUrl }: { tradeNo: string; gateway: GatewayName; codeUrl: string },
): Result<ShownCode, CodeRefusal> {
  const { storage, now } = context;
  const payType = PAY_WAYS[gateway];
  const attempt = storage.attempts.get(tradeNo);
  // A payment may have been settled while the gateway answered.
  if (attempt && isLive(attempt)) {
    const queryAtMs = nextQueryAt(now(), now());
    storage.attempts.save({ ...attempt, state: "open", shownAtMs: now(), queryAtMs, codeUrl });
  }
  if (order.state === "pending" && order.payingWith !== payType) {
    order.payingWith = payType;
    storage.outbox.changed();
  }
  storage.save(order);
  const refusal = whyNotPayable(context);
  if (refusal) return err(refusal);
  // A page of the gateway's needs no refreshing: it is payable as long as the order is.
  const isCode = GATEWAYS[gateway].capabilities.presents === "code";
  const lifeMs = isCode ? CODE_LIFE_MS : Number.POSITIVE_INFINITY;
  const expiresAtMs = Math.min(now() + lifeMs, order.placed.expiresAtMs);
  return ok({ payType, codeUrl, expiresAtMs, attempt: order.codesShown });
}

/** Paid as far as the payer can: another payment must wait for the bank's word of this one. */
function stillConfirming({ storage }: OrderContext, tradeNo: string): CodeRefusal {
  const isConfirming = storage.attempts.get(tradeNo)?.confirming === true;
  return isConfirming
    ? { reason: "not-payable", state: orderIn(storage).state }
    : { reason: "gateway-unavailable" };
}

/** What a failed opening leads to: a refusal for the customer, or a fresh number to try. */
async function afterFailure(
  context: OrderContext,
  tradeNo: string,
  plan: CodePlan,
  gateway: Gateway,
  failure: OpenFailure,
): Promise<{ refusal: CodeRefusal } | { plan: CodePlan }> {
  const { storage, now, write } = context;
  const facts = { gateway: gateway.name, number: tradeNo, ...failure };
  write(() => storage.timeline.note(now(), "code-failed", facts));

  if (failure.reason === "unavailable") return { refusal: { reason: "gateway-unavailable" } };
  if (failure.reason === "paid" || failure.reason === "confirming") {
    await askAboutAttempt(context, tradeNo);
    return { refusal: whyNotPayable(context) ?? stillConfirming(context, tradeNo) };
  }
  // Re-entering was refused, so the number exists: it is closed, or stays watched, before the next one is opened. A
  // first opening that was refused made nothing, and must never be closed at the gateway.
  const reentered = plan.trade.kind === "re-enter";
  if (reentered) await closeAttempt(context, tradeNo);
  else endAttempt(context, tradeNo, "closed");
  if (!reentered && failure.reason === "refused") return { refusal: { reason: "gateway-refused" } };
  const refusal = whyNotPayable(context);
  if (refusal) return { refusal };

  const next = nextNumber(storage.attempts.all(), gateway.name);
  if (next === "too-many-codes") return { refusal: { reason: next } };
  return { plan: { close: [], trade: next } };
}
