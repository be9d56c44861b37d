import { makeRefundNo } from "../../domain/order/number.ts";
import {
  applyRefundEvent,
  type GatewayRefundState,
  isShownDifferently,
  isWaitingForPerson,
  nextRefundTry,
  type RefundEffect,
  type RefundEvent,
  type RefundRecord,
} from "../../domain/order/refund-state.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { notifyUrlOf } from "../../payments/registry.ts";
import { referenceTo } from "./attempts/describing.ts";
import { applyEvent, type OrderContext, orderIn } from "./context.ts";

const REFUND_REASON: Record<RefundRecord["why"], string> = {
  surplus: "重复支付，全额退回",
  "sold-out": "商品已售罄，全额退回",
  operator: "商家退款",
  dispute: "",
  "not-grantable": "商品无法开通，全额退回",
};

/** What an operator saw in the gateway's own console. */
export interface SeenOutside {
  note: string;
  /** The operator's `sub`. */
  by: string;
}

/** `money-not-returned`: the gateway does not say so. */
export interface OutsideRefusal {
  reason: "refund-not-failed" | "money-not-returned" | "not-configured" | "unavailable";
}

type StatusSource = Extract<RefundEvent, { kind: "status" }>["via"];

/** Writes a refund down before the gateway is asked for it; the alarm carries it out. Answers its number. */
export function startRefund(
  { storage, now }: Pick<OrderContext, "storage" | "now">,
  refund: Pick<RefundRecord, "tradeNo" | "gateway" | "why"> & { reason?: string },
): string {
  const { placed } = orderIn(storage);
  const refundNo = makeRefundNo(placed.orderNo, storage.refunds.all().length + 1);
  storage.refunds.save({
    reason: "",
    ...refund,
    refundNo,
    amountMinor: placed.sale.price.amountMinor,
    state: "due",
    detail: "",
    startedAtMs: now(),
    tries: 0,
    refusals: 0,
    dueAtMs: now(),
    retrying: false,
    replacedBy: null,
  });
  storage.timeline.note(now(), "refund-started", { number: refund.tradeNo, why: refund.why });
  storage.outbox.changed();
  return refundNo;
}

/** Writes a lost dispute down as the refund that it amounts to: the payer's bank has taken the money back. */
export function recordDisputed(
  { storage, now }: Pick<OrderContext, "storage" | "now">,
  payment: Pick<RefundRecord, "tradeNo" | "gateway">,
): void {
  const number = startRefund({ storage, now }, { ...payment, why: "dispute" });
  const refund = storage.refunds.get(number);
  if (refund) storage.refunds.save({ ...refund, state: "done", dueAtMs: null });
  storage.timeline.note(now(), "refunded", { number, why: "dispute" });
  applyEvent({ storage, now }, orderIn(storage), "refund-done");
}

/**
 * Carries out the refunds that are written down, each under one number until the gateway confirms it. Accepted is not
 * done: the gateway is asked until it says so (WeChat Pay API v3: `status`; Alipay Open Platform: `fund_change`). What
 * an answer means is decided by domain/order/refund-state.ts.
 */
export class Refunds {
  readonly #context: OrderContext;

  constructor(context: OrderContext) {
    this.#context = context;
  }

  /** Does what is due of one refund. Read anew: while others were carried out, word of this one may have come. */
  async carryOut(refundNo: string): Promise<void> {
    const { now, write, storage } = this.#context;
    const refund = storage.refunds.get(refundNo);
    if (!refund || refund.dueAtMs === null || refund.dueAtMs > now()) return;
    write(() =>
      storage.refunds.save({
        ...refund,
        tries: refund.tries + 1,
        dueAtMs: nextRefundTry(refund, now()),
      }),
    );
    const answer = await this.#ask(refund);
    if (answer === null) return;
    if (answer.ok) {
      this.applyStatus(refundNo, answer.value, "query");
      return;
    }
    write(() => {
      storage.timeline.noteBounded(now(), "refund-attempted", {
        number: refundNo,
        ...answer.error,
      });
      if (answer.error.reason === "refused")
        this.#apply(refundNo, {
          kind: "refused",
          detail: `${answer.error.code}: ${answer.error.detail}`,
        });
    });
  }

  /** Sends a due refund, and asks about one that was accepted. Null when the gateway is not configured. */
  async #ask({ refundNo, tradeNo, gateway: name, state, ...refund }: RefundRecord) {
    const gateway = this.#context.gateway(name);
    if (!gateway.ok) return null;
    const transactionId = this.#context.storage.payments.under(tradeNo)?.transactionId ?? null;
    if (state === "accepted")
      return gateway.value.queryRefund({ refundNo, tradeNo, transactionId });
    const { price } = orderIn(this.#context.storage).placed.sale;
    return gateway.value.refund({
      refundNo,
      tradeNo,
      amount: { ...price, amountMinor: refund.amountMinor },
      tradeTotal: price,
      reason: refund.reason || REFUND_REASON[refund.why],
      notifyUrl: notifyUrlOf(name, this.#context.env),
      transactionId,
    });
  }

  /**
   * Takes up what had failed for good. The gateway is asked about the old number first, and only one that it has closed
   * is given up for a new one: a second number beside a living one would refund twice.
   */
  retry(by: string): string[] {
    const { storage, now, write } = this.#context;
    return write(() => {
      const failed = storage.refunds.all().filter(isWaitingForPerson);
      for (const { refundNo } of failed) {
        this.#apply(refundNo, { kind: "retry" });
        storage.timeline.note(now(), "refund-retried", { number: refundNo, by });
      }
      return failed.map(({ refundNo }) => refundNo);
    });
  }

  /**
   * Ends an order's failed refund because the money was returned in the gateway's own console, where our number cannot
   * tell. The trade must bear it out: WeChat Pay does not say how much was returned, so the operator's note is kept.
   */
  async confirmOutside({ note, by }: SeenOutside): Promise<Result<null, OutsideRefusal>> {
    const { storage, now, write } = this.#context;
    const refund = this.#firstFailed();
    if (!refund) return this.#allDone() ? ok(null) : err({ reason: "refund-not-failed" });
    const gateway = this.#context.gateway(refund.gateway);
    if (!gateway.ok) return err({ reason: "not-configured" });
    const asked = referenceTo(this.#context, refund.gateway, refund.tradeNo);
    const answer = await gateway.value.query(asked);
    if (!answer.ok) return err({ reason: "unavailable" });
    const { kind } = answer.value;
    if (kind !== "refunded" && kind !== "closed") return err({ reason: "money-not-returned" });
    return write(() => {
      // Read anew: while the gateway was asked, word of our own number may have come.
      const current = storage.refunds.get(refund.refundNo);
      if (current?.state === "done") return ok(null);
      if (!current || !isWaitingForPerson(current)) return err({ reason: "refund-not-failed" });
      const facts = { number: current.refundNo, note, by, gatewaySays: kind };
      storage.timeline.note(now(), "refund-settled", { ...facts, failedWith: current.detail });
      this.#apply(current.refundNo, { kind: "confirmed-outside", note });
      return ok(null);
    });
  }

  /** A refund that failed and that nothing carries on: the order's own first, then those of second payments. */
  #firstFailed(): RefundRecord | undefined {
    const failed = this.#context.storage.refunds.all().filter(isWaitingForPerson);
    return failed.find(({ why }) => why !== "surplus") ?? failed[0];
  }

  #allDone(): boolean {
    const refunds = this.#context.storage.refunds
      .all()
      .filter(({ replacedBy }) => replacedBy === null);
    return refunds.length > 0 && refunds.every(({ state }) => state === "done");
  }

  /** Takes what the gateway says of a refund, by answer or by notification. */
  applyStatus(refundNo: string, status: GatewayRefundState, via: StatusSource): void {
    const { storage, now, write } = this.#context;
    write(() => {
      if (storage.refunds.get(refundNo)) this.#apply(refundNo, { kind: "status", status, via });
      // Refunded in the gateway's own console. The order's timeline must tell it.
      else
        storage.timeline.noteBounded(now(), "refund-heard", {
          number: refundNo,
          state: status.kind,
        });
    });
  }

  /** Applies an event to a refund as it is now, saves it and does what follows. Inside a transaction. */
  #apply(refundNo: string, event: RefundEvent): void {
    const { storage, now } = this.#context;
    const refund = storage.refunds.get(refundNo);
    if (!refund) return;
    const others = storage.refunds.beside(refund);
    const doneBeside = others.find(({ state }) => state === "done")?.refundNo ?? null;
    const { refund: next, effects } = applyRefundEvent(refund, event, doneBeside, now());
    // At most one refund of a payment is due or done: the others give way before this one is saved as done.
    if (effects.includes("refunded"))
      for (const other of others) this.#apply(other.refundNo, { kind: "superseded", by: refundNo });
    if (next !== refund) storage.refunds.save(next);
    if (isShownDifferently(refund, next)) storage.outbox.changed();
    const beside = event.kind === "superseded" ? event.by : doneBeside;
    for (const effect of effects) this.#follow(effect, next, beside);
  }

  #follow(effect: RefundEffect, refund: RefundRecord, beside: string | null): void {
    const { storage, now } = this.#context;
    const { refundNo: number, why, detail } = refund;
    const { timeline } = storage;
    switch (effect) {
      case "refunded":
        timeline.note(now(), "refunded", { number, why });
        if (why !== "surplus") applyEvent(this.#context, orderIn(storage), "refund-done");
        return;
      case "failed":
        timeline.note(now(), "refund-failed", { number, detail });
        console.error("a refund needs a person", { number, detail });
        return;
      // Nothing is granted again and nothing sent: the customer is still owed the money, and how it gets there is a person's to say.
      case "undone":
        timeline.note(now(), "refund-undone", { number, detail });
        if (why !== "surplus") applyEvent(this.#context, orderIn(storage), "refund-undone");
        console.error("a refund that was done has failed and needs a person", { number, detail });
        return;
      case "replace":
        this.#replace(refund);
        return;
      case "dropped":
        timeline.note(now(), "refund-dropped", { number, doneBy: beside });
        return;
      case "overtaken":
        timeline.note(now(), "refund-overtaken", { number, doneBy: beside });
        console.error("two refunds of one payment were requested", { number, doneBy: beside });
        return;
      case "refunded-twice": {
        const facts = { number, beside: beside ?? "by hand" };
        timeline.noteBounded(now(), "refunded-twice", facts);
        console.error("a payment was refunded twice", facts);
      }
    }
  }

  #replace(refund: RefundRecord): void {
    const { storage, now } = this.#context;
    const { refundNo: number } = refund;
    const next = startRefund(this.#context, refundOf(refund));
    storage.refunds.save({ ...refund, replacedBy: next });
    storage.timeline.note(now(), "refund-replaced", { number, by: next });
  }
}

const refundOf = ({ tradeNo, gateway, why, reason }: RefundRecord) => ({
  tradeNo,
  gateway,
  why,
  reason,
});
