import {
  CODE_LIFE_MS,
  type CodePlan,
  NUMBERS_PER_ORDER_MAX,
  PAYABLE_LEFT_MS_MIN,
  planCode,
} from "../../domain/order/attempt.ts";
import { makeTradeNo } from "../../domain/order/number.ts";
import { gatewayOf, PAY_WAYS, type PayType } from "../../domain/order/payway.ts";
import { nextLookWhenOver, nextQueryAt } from "../../domain/order/schedule.ts";
import type { OrderState } from "../../domain/order/state.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { NotConfigured } from "../../env.ts";
import type { Gateway, OpenFailure, TradeState } from "../../payments/port.ts";
import { notifyUrlOf } from "../../payments/registry.ts";
import { bumpVersion, isLive, type OrderContext, orderIn } from "./context.ts";
import { noteBounded, settle } from "./settle.ts";
import type { AttemptRecord } from "./storage.ts";

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
  | { reason: "too-many-attempts" }
  | { reason: "gateway-refused" }
  | { reason: "gateway-unavailable" };

/** What became of a number that we wanted closed. `unsure`: the gateway could not be asked. */
type Closing = "ended" | "settled" | "still-open" | "unsure";

/**
 * The order's conversation with the gateways. Every method awaits, so other events come in between: each reads the book
 * anew after an await, and the object runs them one at a time. What must survive is written before the gateway is asked.
 */
export class Till {
  readonly #context: OrderContext;

  constructor(context: OrderContext) {
    this.#context = context;
  }

  /** Shows a code to pay with: the next attempt, on the order's way to pay or another one. */
  async showCode(payType: PayType): Promise<Result<ShownCode, CodeRefusal>> {
    const { book } = this.#context;
    const name = gatewayOf(payType);
    if (!name) return err({ reason: "no-such-pay-way" });
    const gateway = this.#context.gateway(name);
    if (!gateway.ok) return gateway;

    const plan = planCode(book.attempts(), name, gateway.value.refresh);
    if (plan === "too-many-attempts") return err({ reason: plan });
    await this.#settleEarlierCodes(plan, gateway.value);
    const refusal = this.#whyNotPayable();
    if (refusal) return err(refusal);
    return this.#open(plan, gateway.value);
  }

  /**
   * Before a new code: closes what the other way to pay has open, and asks about the codes that stay payable beside the
   * new one, so that a customer who has just paid is not asked to pay again (payment-protocols 2.7).
   */
  async #settleEarlierCodes(plan: CodePlan, gateway: Gateway): Promise<void> {
    await this.closeAll(plan.close);
    if (gateway.refresh === "same-number") return;
    const latest = this.#context.book
      .attempts()
      .filter((a) => isLive(a) && a.gateway === gateway.name)
      .at(-1);
    if (latest) await this.ask(latest.tradeNo);
  }

  #whyNotPayable(): CodeRefusal | null {
    const order = orderIn(this.#context.book);
    const leftMs = order.placed.expiresAtMs - this.#context.now();
    if (order.state === "pending" && leftMs >= PAYABLE_LEFT_MS_MIN) return null;
    return { reason: "not-payable", state: order.state };
  }

  async #open(
    plan: CodePlan,
    gateway: Gateway,
    reopenings = 0,
  ): Promise<Result<ShownCode, CodeRefusal>> {
    const attempt = this.#writeOpening(plan, gateway);
    const { placed } = orderIn(this.#context.book);
    const opened = await gateway.open({
      tradeNo: attempt.tradeNo,
      amount: placed.sale.price,
      description: placed.sale.grant.name,
      notifyUrl: notifyUrlOf(gateway.name, this.#context.env),
      payableUntilMs: placed.expiresAtMs,
    });
    if (opened.ok) return this.#shown(attempt.tradeNo, gateway, opened.value.codeUrl);
    const next = await this.#notOpened(attempt, plan, gateway, opened.error);
    if ("refusal" in next) return err(next.refusal);
    if (reopenings === REOPENINGS_MAX) return err({ reason: "gateway-refused" });
    return this.#open(next.plan, gateway, reopenings + 1);
  }

  /** Written before the gateway hears of the number: if we die here, the alarm still asks about it. */
  #writeOpening(plan: CodePlan, gateway: Gateway): AttemptRecord {
    const { book, now, write } = this.#context;
    return write(() => {
      const { placed } = orderIn(book);
      const { trade: planned } = plan;
      const known = planned.kind === "re-enter" ? book.attempt(planned.tradeNo) : undefined;
      const attempt: AttemptRecord = known ?? {
        tradeNo: makeTradeNo(placed.orderNo, planned.kind === "next" ? planned.ordinal : 1),
        ordinal: planned.kind === "next" ? planned.ordinal : 1,
        gateway: gateway.name,
        state: "opening",
        payableUntilMs: placed.expiresAtMs,
        shownAtMs: now(),
        queryAtMs: null,
      };
      const saved = { ...attempt, shownAtMs: now(), queryAtMs: nextQueryAt(now(), now()) };
      book.saveAttempt(saved);
      return saved;
    });
  }

  #shown(tradeNo: string, gateway: Gateway, codeUrl: string): Result<ShownCode, CodeRefusal> {
    const { book, now, write } = this.#context;
    return write(() => {
      const order = orderIn(book);
      const attempt = book.attempt(tradeNo);
      // A payment may have been settled while the gateway answered.
      if (attempt && isLive(attempt))
        book.saveAttempt({
          ...attempt,
          state: "open",
          shownAtMs: now(),
          queryAtMs: nextQueryAt(now(), now()),
        });
      order.codesShown += 1;
      if (order.state === "pending" && order.payingWith !== PAY_WAYS[gateway.name]) {
        order.payingWith = PAY_WAYS[gateway.name];
        bumpVersion(order, now());
      }
      book.save(order);
      book.note(now(), "code-shown", {
        gateway: gateway.name,
        number: tradeNo,
        attempt: order.codesShown,
      });
      const refusal = this.#whyNotPayable();
      if (refusal) return err(refusal);
      return ok({
        payType: PAY_WAYS[gateway.name],
        codeUrl,
        expiresAtMs: Math.min(now() + CODE_LIFE_MS, order.placed.expiresAtMs),
        attempt: order.codesShown,
      });
    });
  }

  /** What a failed opening leads to: a refusal for the customer, or a fresh number to try. */
  async #notOpened(
    { tradeNo }: AttemptRecord,
    plan: CodePlan,
    gateway: Gateway,
    failure: OpenFailure,
  ): Promise<{ refusal: CodeRefusal } | { plan: CodePlan }> {
    const { book, now, write } = this.#context;
    write(() =>
      book.note(now(), "code-failed", { gateway: gateway.name, number: tradeNo, ...failure }),
    );

    if (failure.reason === "unavailable") return { refusal: { reason: "gateway-unavailable" } };
    if (failure.reason === "paid") {
      await this.ask(tradeNo);
      return { refusal: this.#whyNotPayable() ?? { reason: "gateway-unavailable" } };
    }
    // Re-entering was refused, so the number exists: it is closed, or stays watched, before the next one is opened. A
    // first opening that was refused made nothing, and must never be closed at the gateway (payment-protocols 1.3).
    const reentered = plan.trade.kind === "re-enter";
    if (reentered) await this.close(tradeNo);
    else this.#ended(tradeNo, "closed");
    if (!reentered && failure.reason === "refused")
      return { refusal: { reason: "gateway-refused" } };
    const refusal = this.#whyNotPayable();
    if (refusal) return { refusal };

    const ordinal = Math.max(...book.attempts().map((attempt) => attempt.ordinal)) + 1;
    if (ordinal > NUMBERS_PER_ORDER_MAX) return { refusal: { reason: "too-many-attempts" } };
    return { plan: { close: [], trade: { kind: "next", ordinal } } };
  }

  /** Asks the gateway about one number and does what its answer proves. False when it did not answer. */
  async ask(tradeNo: string): Promise<boolean> {
    const { book } = this.#context;
    const attempt = this.#plannedLook(tradeNo);
    if (!attempt) return true;
    const gateway = this.#context.gateway(attempt.gateway);
    if (!gateway.ok) return false;

    const answer = await this.#query(gateway.value, tradeNo);
    if (!answer.ok) {
      this.#lookAgainSoon(tradeNo);
      return false;
    }
    const over = orderIn(book).state !== "pending";
    if (!this.#conclude(tradeNo, answer.value) && answer.value.kind === "unpaid" && over)
      await this.#closeUnpaid(attempt, gateway.value);
    return true;
  }

  /** Asks about every number, but a gateway that does not answer about one is not asked about its others. */
  async askAll(numbers: string[]): Promise<void> {
    const silent = new Set<string>();
    for (const tradeNo of numbers) {
      const gateway = this.#context.book.attempt(tradeNo)?.gateway ?? "";
      if (!silent.has(gateway) && !(await this.ask(tradeNo))) silent.add(gateway);
    }
  }

  /** Sets the next look before this one is taken, so that dying in between only costs the gap. */
  #plannedLook(tradeNo: string): AttemptRecord | undefined {
    const { book, now, write } = this.#context;
    return write(() => {
      const attempt = book.attempt(tradeNo);
      if (!attempt || !isLive(attempt)) return undefined;
      const over = orderIn(book).state !== "pending";
      const queryAtMs = over
        ? nextLookWhenOver(Math.max(attempt.payableUntilMs, attempt.shownAtMs), now())
        : nextQueryAt(attempt.shownAtMs, now());
      book.saveAttempt({ ...attempt, queryAtMs });
      return attempt;
    });
  }

  /** A look at which the gateway did not answer was none: the next one does not wait for the schedule of the end. */
  #lookAgainSoon(tradeNo: string): void {
    const { book, now, write } = this.#context;
    write(() => {
      const attempt = book.attempt(tradeNo);
      if (!attempt || !isLive(attempt)) return;
      const soonMs = now() + LOOK_AGAIN_MS;
      if (soonMs > attempt.payableUntilMs + LOOKED_AFTER_MS_MAX) return;
      book.saveAttempt({ ...attempt, queryAtMs: Math.min(attempt.queryAtMs ?? soonMs, soonMs) });
    });
  }

  /** Closes a number: ask, close if unpaid, and after any doubt ask again (payment-protocols 1.11). */
  async close(tradeNo: string): Promise<Closing> {
    const { book } = this.#context;
    const attempt = book.attempt(tradeNo);
    if (!attempt || !isLive(attempt)) return attempt?.state === "paid" ? "settled" : "ended";
    const gateway = this.#context.gateway(attempt.gateway);
    if (!gateway.ok) return "unsure";

    const answer = await this.#query(gateway.value, tradeNo);
    if (!answer.ok) return "unsure";
    const concluded = this.#conclude(tradeNo, answer.value);
    if (concluded) return concluded;
    if (answer.value.kind === "unknown") return "still-open";
    return this.#closeUnpaid(attempt, gateway.value);
  }

  /** Closes all of them; once a gateway has not answered, its other numbers are left unasked. */
  async closeAll(numbers: string[]): Promise<Closing[]> {
    const silent = new Set<string>();
    const closings: Closing[] = [];
    for (const tradeNo of numbers) {
      const gateway = this.#context.book.attempt(tradeNo)?.gateway ?? "";
      const closing = silent.has(gateway) ? "unsure" : await this.close(tradeNo);
      if (closing === "unsure") silent.add(gateway);
      closings.push(closing);
    }
    return closings;
  }

  /** Does what an answer proves; null when the number is neither paid nor dead. */
  #conclude(tradeNo: string, state: TradeState): "settled" | "ended" | null {
    switch (state.kind) {
      case "paid":
        settle(this.#context, state.proof, "query");
        void this.#context.advance();
        return "settled";
      case "refunded":
        this.#ended(tradeNo, "refunded");
        return "ended";
      case "closed":
        this.#ended(tradeNo, "closed");
        return "ended";
      default:
        return null;
    }
  }

  async #closeUnpaid(attempt: AttemptRecord, gateway: Gateway): Promise<Closing> {
    const { book, now, write } = this.#context;
    const { tradeNo } = attempt;
    const closed = await gateway.close({ tradeNo });
    const outcome = closed.ok ? closed.value : closed.error.reason;
    write(() =>
      book.note(now(), "closed-at-gateway", { gateway: gateway.name, number: tradeNo, outcome }),
    );
    if (closed.ok && closed.value === "closed") {
      this.#ended(tradeNo, "closed");
      return "ended";
    }
    if (closed.ok && closed.value === "not-scanned") return "still-open";

    const answer = await this.#query(gateway, tradeNo);
    return (answer.ok && this.#conclude(tradeNo, answer.value)) || "unsure";
  }

  async #query(gateway: Gateway, tradeNo: string): ReturnType<Gateway["query"]> {
    const { book, now, write } = this.#context;
    const answer = await gateway.query({ tradeNo });
    const outcome = answer.ok
      ? answer.value.kind
      : `${answer.error.reason}: ${answer.error.detail}`;
    write(() =>
      noteBounded(
        book,
        now(),
        "queried",
        { gateway: gateway.name, number: tradeNo, outcome },
        QUERIES_NOTED_MAX,
      ),
    );
    return answer;
  }

  /**
   * Nothing can be paid under this number any more. `refunded`: it was paid and given back at the gateway, past us; a late
   * notification of that payment must not grant it.
   */
  #ended(tradeNo: string, state: "closed" | "refunded"): void {
    const { book, now, write } = this.#context;
    write(() => {
      const attempt = book.attempt(tradeNo);
      if (!attempt || !isLive(attempt)) return;
      book.saveAttempt({ ...attempt, state, queryAtMs: null });
      if (state === "refunded") book.note(now(), "refunded-at-gateway", { number: tradeNo });
    });
  }
}

/** Queries kept on one timeline. An order left unpaid is asked about some seventy times. */
const QUERIES_NOTED_MAX = 500;

/** How soon a gateway that did not answer about a number is asked again. */
const LOOK_AGAIN_MS = 60_000;

/** How long after its end a number is asked about while the gateway does not answer. Then it is for a person to look. */
const LOOKED_AFTER_MS_MAX = 7 * 86_400_000;

/** How often one request may move on to a fresh number after a dead one. */
const REOPENINGS_MAX = 3;
