import { retryAt } from "../../domain/order/schedule.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { RefundFailure, RefundState } from "../../payments/port.ts";
import { notifyUrlOf } from "../../payments/registry.ts";
import { applyEvent, bumpVersion, type OrderContext, orderIn } from "./context.ts";
import { noteBounded, type ProofSource, startRefund } from "./settle.ts";
import type { RefundRecord } from "./storage.ts";

const REFUND_REASON: Record<RefundRecord["why"], string> = {
  surplus: "重复支付，全额退回",
  "sold-out": "商品已售罄，全额退回",
  operator: "商家退款",
};

/** What an operator saw at the gateway's own console. */
export interface SeenOutside {
  note: string;
  /** The operator's `sub`. */
  by: string;
}

export type OutsideRefusal =
  | "refund-not-failed"
  /** The gateway does not say that money was given back. */
  | "money-not-returned"
  | "not-configured"
  | "unavailable";

/** Refusals in a row after which a refund is given to a person: two days at the widest gap. */
const REFUSALS_MAX = 60;

/** Tries after which a gateway that accepts a refund must also know it: as many refusals, with a question after each. */
const ROUNDS_MAX = 2 * REFUSALS_MAX;

/** The first tries follow each other fast; what has failed so often waits an hour for the next. */
const FAST_TRIES = 20;
const SLOW_GAP_MS = 3_600_000;

/** How the detail of a refund begins that an operator saw given back at the gateway's own console. */
const BY_HAND = "given back at the gateway: ";

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

  /** Does what is due of one refund. Read anew: while others were carried out, word of this one may have come. */
  async carryOut(refundNo: string): Promise<void> {
    const { env, now, write, book } = this.#context;
    const refund = book.refund(refundNo);
    if (!refund || refund.dueAtMs === null || refund.dueAtMs > now()) return;
    write(() =>
      book.saveRefund({ ...refund, tries: refund.tries + 1, dueAtMs: nextTry(refund, now()) }),
    );
    const gateway = this.#context.gateway(refund.gateway);
    if (!gateway.ok) return;

    const amount = { ...orderIn(book).placed.sale.price, amountMinor: refund.amountMinor };
    const answer =
      refund.state === "accepted"
        ? await gateway.value.queryRefund({
            refundNo: refund.refundNo,
            tradeNo: refund.tradeNo,
          })
        : await gateway.value.refund({
            refundNo: refund.refundNo,
            tradeNo: refund.tradeNo,
            amount,
            tradeTotal: orderIn(book).placed.sale.price,
            reason: refund.reason || REFUND_REASON[refund.why],
            notifyUrl: notifyUrlOf(refund.gateway, env),
          });
    if (answer.ok) this.applyStatus(refund.refundNo, answer.value, "query");
    else this.#notHeard(refund.refundNo, answer.error);
  }

  /** A refund that the gateway goes on refusing needs a person; one that it does not answer about is tried for ever. */
  #notHeard(refundNo: string, failure: RefundFailure): void {
    const { book, now, write } = this.#context;
    const refusals = write(() => {
      noteBounded(book, now(), "refund-attempted", { number: refundNo, ...failure });
      // Read anew: word of it may have come while the gateway was asked.
      const refund = book.refund(refundNo);
      if (!refund || failure.reason !== "refused") return 0;
      book.saveRefund({ ...refund, refusals: refund.refusals + 1 });
      return refund.refusals + 1;
    });
    if (failure.reason === "refused" && refusals >= REFUSALS_MAX)
      this.applyStatus(
        refundNo,
        { kind: "failed", detail: `${failure.code}: ${failure.detail}` },
        "query",
      );
  }

  /**
   * Takes up what had failed for good. The gateway is asked about the old number first, and only one that it has closed
   * is given up for a new one: a second number beside a living one would refund twice (payment-protocols 1.9).
   */
  retry(by: string): string[] {
    const { book, now, write } = this.#context;
    return write(() => {
      const failed = book
        .refunds()
        .filter(({ state, replacedBy }) => state === "failed" && replacedBy === null);
      for (const refund of failed) {
        this.#change(refund, {
          state: "accepted",
          retrying: true,
          tries: 0,
          refusals: 0,
          dueAtMs: now(),
        });
        book.note(now(), "refund-retried", { number: refund.refundNo, by });
      }
      return failed.map(({ refundNo }) => refundNo);
    });
  }

  /**
   * Ends an order's failed refund because the money went back at the gateway's own console, where our number cannot tell.
   * The trade must bear it out: WeChat Pay's word does not say how much went back, so the operator's note is kept with it.
   */
  async confirmOutside({ note, by }: SeenOutside): Promise<Result<null, OutsideRefusal>> {
    const { book, now, write } = this.#context;
    const refund = this.#failedOne();
    if (!refund) return this.#allGivenBack() ? ok(null) : err("refund-not-failed");
    const gateway = this.#context.gateway(refund.gateway);
    if (!gateway.ok) return err("not-configured");
    const answer = await gateway.value.query({ tradeNo: refund.tradeNo });
    if (!answer.ok) return err("unavailable");
    const { kind } = answer.value;
    if (kind !== "refunded" && kind !== "closed") return err("money-not-returned");
    return write(() => {
      // Read anew: while the gateway was asked, word of our own number may have come.
      const current = book.refund(refund.refundNo);
      if (current?.state === "done") return ok(null);
      if (current?.state !== "failed" || current.replacedBy) return err("refund-not-failed");
      const { refundNo, detail } = current;
      book.note(now(), "refund-settled", {
        number: refundNo,
        note,
        by,
        gatewaySays: kind,
        failedWith: detail,
      });
      this.#done({ ...current, detail: `${BY_HAND}${note}` });
      return ok(null);
    });
  }

  /** A refund that failed and that nothing carries on: the order's own first, then those of second payments. */
  #failedOne(): RefundRecord | undefined {
    const failed = this.#context.book
      .refunds()
      .filter((each) => each.state === "failed" && !each.replacedBy);
    return failed.find(({ why }) => why !== "surplus") ?? failed[0];
  }

  #allGivenBack(): boolean {
    const refunds = this.#context.book.refunds().filter(({ replacedBy }) => replacedBy === null);
    return refunds.length > 0 && refunds.every(({ state }) => state === "done");
  }

  /** Takes what the gateway says of a refund, by answer or by notification. */
  applyStatus(refundNo: string, state: RefundState, via: ProofSource): void {
    const { book, now, write } = this.#context;
    write(() => {
      const known = book.refund(refundNo);
      if (!known) {
        // Given back past us, at the gateway's own console. The order's story must tell it.
        noteBounded(book, now(), "refund-heard", { number: refundNo, state: state.kind });
        return;
      }
      if (known.state === "done") {
        if (known.detail.startsWith(BY_HAND) && state.kind === "done")
          this.#doneBesideHand(refundNo);
        return;
      }
      const refund = { ...known, refusals: 0 };
      const settled = this.#others(refund).find((other) => other.state === "done");
      if (settled) this.#heardBeside(refund, settled, state);
      else if (state.kind === "done") this.#done(refund);
      // Failed stays failed: a slower answer of an earlier state must not make it wait for nothing.
      else if (refund.state === "failed") return;
      // The gateway lost or never had it: ask for it again under the same number.
      else if (state.kind === "unknown") this.#notKnown(refund);
      else if (state.kind === "accepted") this.#change(refund, { state: "accepted" });
      else this.#failed(refund, state, via);
    });
  }

  /** A gateway that accepts and knows nothing of it afterwards, over and over, needs a person as one that refuses does. */
  #notKnown(refund: RefundRecord): void {
    if (refund.state !== "accepted" || refund.tries < ROUNDS_MAX) {
      this.#change(refund, { state: "due", retrying: false });
      return;
    }
    const detail = "accepted again and again, and not known afterwards";
    this.#failed({ ...refund, retrying: false }, { kind: "failed", detail }, "query");
  }

  /** An operator paid at the gateway's console, and our own refund came through after all. */
  #doneBesideHand(refundNo: string): void {
    const { book, now } = this.#context;
    noteBounded(book, now(), "refunded-twice", { number: refundNo, beside: "by hand" });
    console.error("a payment was given back twice", { number: refundNo, beside: "by hand" });
  }

  #failed(
    refund: RefundRecord,
    { detail, numberIsDead }: Extract<RefundState, { kind: "failed" }>,
    via: ProofSource,
  ): void {
    const { book, now } = this.#context;
    const { refundNo, tradeNo, gateway, why, reason, retrying } = refund;
    // Gateways repeat old news for hours. What is tried again is judged by what the gateway answers now.
    if (retrying && via === "notification") return;
    const over = { state: "failed", detail, dueAtMs: null, retrying: false } as const;
    this.#change(refund, over);
    if (retrying && numberIsDead) {
      const next = startRefund(book, { tradeNo, gateway, why, reason }, orderIn(book), now());
      this.#change({ ...refund, ...over }, { replacedBy: next });
      book.note(now(), "refund-replaced", { number: refundNo, by: next });
      return;
    }
    book.note(now(), "refund-failed", { number: refundNo, detail });
    console.error("a refund needs a person", { number: refundNo, detail });
  }

  /** Other refunds of the same payment: all are of the whole of it. */
  #others({ refundNo, tradeNo }: RefundRecord): RefundRecord[] {
    return this.#context.book
      .refunds()
      .filter((other) => other.refundNo !== refundNo && other.tradeNo === tradeNo);
  }

  /** The payment went back under another number, so this one is asked about and never sent. */
  #heardBeside(refund: RefundRecord, settled: RefundRecord, state: RefundState): void {
    const { book, now } = this.#context;
    const { refundNo } = refund;
    const nothingMoved =
      state.kind === "unknown" || (state.kind === "failed" && state.numberIsDead === true);
    if (state.kind === "done") {
      const beside = settled.refundNo;
      noteBounded(book, now(), "refunded-twice", { number: refundNo, beside });
      console.error("a payment was given back twice", { number: refundNo, beside });
      if (refund.replacedBy !== null) return;
      const detail = `done, beside ${beside}`;
      this.#change(refund, { state: "failed", detail, dueAtMs: null, retrying: false });
    } else if (nothingMoved) this.#drop(refund, settled.refundNo);
    else if (state.kind === "failed" && refund.state !== "failed")
      this.#failed({ ...refund, retrying: false }, state, "query");
  }

  /** Gives up a refund that moved nothing: the payment went back under another number. */
  #drop(refund: RefundRecord, doneBy: string): void {
    const { book, now } = this.#context;
    if (refund.replacedBy === doneBy) return;
    const over = { state: "failed", dueAtMs: null, retrying: false } as const;
    this.#change(refund, { ...over, replacedBy: doneBy, detail: `not needed: ${doneBy} is done` });
    book.note(now(), "refund-dropped", { number: refund.refundNo, doneBy });
  }

  /** A number that was given up is done after all: what goes on in its place must not move the money again. */
  #overtake(refund: RefundRecord, doneBy: string): void {
    const { book, now } = this.#context;
    const { refundNo, state, tries } = refund;
    if (state === "due" && tries === 0) {
      this.#drop(refund, doneBy);
      return;
    }
    if (state === "due") this.#change(refund, { state: "accepted", dueAtMs: now() });
    book.note(now(), "refund-overtaken", { number: refundNo, doneBy });
    console.error("two refunds of one payment were asked for", { number: refundNo, doneBy });
  }

  /** Writes the refund, and the order as changed when D1 shows what changed. */
  #change(refund: RefundRecord, change: Partial<RefundRecord>): void {
    const { book, now } = this.#context;
    const next = { ...refund, ...change };
    book.saveRefund(next);
    if (next.state === refund.state && next.replacedBy === refund.replacedBy) return;
    const order = orderIn(book);
    bumpVersion(order, now());
    book.save(order);
  }

  #done(refund: RefundRecord): void {
    const { book, now } = this.#context;
    const { refundNo } = refund;
    for (const other of this.#others(refund))
      if (other.replacedBy === null) this.#overtake(other, refundNo);
    this.#change(refund, { state: "done", dueAtMs: null, retrying: false, replacedBy: null });
    book.note(now(), "refunded", { number: refundNo, why: refund.why });
    if (refund.why === "surplus") return;
    const order = orderIn(book);
    if (applyEvent(order, "refund-done", now())) book.save(order);
  }
}
