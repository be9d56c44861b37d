import { retryAt } from "../../domain/order/schedule.ts";
import type { RefundFailure, RefundState } from "../../payments/port.ts";
import { notifyUrlOf } from "../../payments/registry.ts";
import type { RefundRecord } from "./book.ts";
import { applyEvent, type OrderContext, orderIn } from "./context.ts";
import { noteBounded } from "./settle.ts";

const REFUND_REASON: Record<RefundRecord["why"], string> = {
  surplus: "重复支付，全额退回",
  "sold-out": "商品已售罄，全额退回",
};

/** Refusals after which a refund is given to a person: two days at the widest gap. */
const REFUSALS_MAX = 60;

/** The first tries follow each other fast; what has failed so often waits an hour for the next. */
const FAST_TRIES = 20;
const SLOW_GAP_MS = 3_600_000;

const nextTry = ({ tries }: RefundRecord, nowMs: number): number =>
  tries < FAST_TRIES ? retryAt(tries, nowMs) : nowMs + SLOW_GAP_MS;

/**
 * Carries out the refunds that are written down, each under one number until the gateway confirms it. Accepted is not
 * done: the gateway is asked until it says so (payment-protocols 1.9, 2.9).
 */
export class Refunds {
  readonly #context: OrderContext;

  constructor(context: OrderContext) {
    this.#context = context;
  }

  async carryOut(refund: RefundRecord): Promise<void> {
    const { env, now, write, book } = this.#context;
    write(() =>
      book.saveRefund({ ...refund, tries: refund.tries + 1, dueAtMs: nextTry(refund, now()) }),
    );
    const gateway = this.#context.gateway(refund.gateway);
    if (!gateway.ok) return;

    const amount = { ...orderIn(book).placed.sale.price, amountMinor: refund.amountMinor };
    const answer =
      refund.state === "accepted"
        ? await gateway.value.queryRefund({
            number: refund.number,
            tradeNumber: refund.tradeNumber,
          })
        : await gateway.value.refund({
            number: refund.number,
            tradeNumber: refund.tradeNumber,
            amount,
            tradeTotal: orderIn(book).placed.sale.price,
            reason: REFUND_REASON[refund.why],
            notifyUrl: notifyUrlOf(refund.gateway, env),
          });
    if (answer.ok) this.heard(refund.number, answer.value);
    else this.#notHeard(refund, answer.error);
  }

  /** A refund that the gateway goes on refusing needs a person; one that it does not answer about is tried for ever. */
  #notHeard(refund: RefundRecord, failure: RefundFailure): void {
    const { book, now, write } = this.#context;
    write(() =>
      noteBounded(book, now(), "refund-attempted", { number: refund.number, ...failure }),
    );
    if (failure.reason === "refused" && refund.tries >= REFUSALS_MAX)
      this.heard(refund.number, { kind: "failed", detail: `${failure.code}: ${failure.detail}` });
  }

  /** Takes what the gateway says of a refund, by answer or by notification. */
  heard(number: string, state: RefundState): void {
    const { book, now, write } = this.#context;
    write(() => {
      const refund = book.refunds().find((each) => each.number === number);
      if (!refund) {
        // Given back past us, at the gateway's own console. The order's story must tell it.
        noteBounded(book, now(), "refund-heard", { number, state: state.kind });
        return;
      }
      if (refund.state === "done") return;
      if (state.kind === "done") this.#done(refund);
      // Failed stays failed: a slower answer of an earlier state must not make it wait for nothing.
      else if (refund.state === "failed") return;
      // The gateway lost or never had it: ask for it again under the same number.
      else if (state.kind === "unknown") book.saveRefund({ ...refund, state: "due" });
      else if (state.kind === "accepted") book.saveRefund({ ...refund, state: "accepted" });
      else {
        book.saveRefund({ ...refund, state: "failed", dueAtMs: null });
        book.note(now(), "refund-failed", { number, detail: state.detail });
        console.error("a refund needs a person", { number, detail: state.detail });
      }
    });
  }

  #done(refund: RefundRecord): void {
    const { book, now } = this.#context;
    book.saveRefund({ ...refund, state: "done", dueAtMs: null });
    book.note(now(), "refunded", { number: refund.number, why: refund.why });
    if (refund.why === "surplus") return;
    const order = orderIn(book);
    if (applyEvent(order, "refund-done", now())) book.save(order);
  }
}
