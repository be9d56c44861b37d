import type { Plan } from "../../plan/plan.ts";
import { addMonths } from "../months.ts";
import type { Act } from "../outcome.ts";
import type { PaidOrder } from "../state.ts";
import type { StripeInvoice, StripeSubscription } from "../stripe-picture.ts";
import { isLive } from "../stripe-picture.ts";
import { DAY, invoice, line, order, picture, price, subscription, T0 } from "./make.ts";

const MINUTE = 60_000;

/** Stripe and the orders of one customer over the years, as far as the rules look at them. */
export class World {
  nowMs = T0;
  stripe = picture({ subscriptions: [], invoices: [] });
  orders: PaidOrder[] = [];
  #made = 0;

  #id = (prefix: string): string => `${prefix}_${++this.#made}`;

  /** Time passes; what comes to its end renews, paid or not. */
  pass(days: number, pays: boolean): void {
    const untilMs = this.nowMs + days * DAY;
    for (let due = this.#nextDue(untilMs); due; due = this.#nextDue(untilMs)) {
      const { periodEndMs } = due.items[0] as StripeSubscription["items"][number];
      this.nowMs = Math.max(this.nowMs, Math.min(due.cancelAtMs ?? periodEndMs, periodEndMs));
      this.#turn(due, pays);
    }
    this.nowMs = untilMs;
    this.#expire();
  }

  /** A first payment that is not made within a day is not taken any more. */
  #expire(): void {
    for (const { id, status, createdMs } of this.stripe.subscriptions)
      if (status === "incomplete" && createdMs + DAY <= this.nowMs) {
        this.#change(id, { status: "incomplete_expired", endedAtMs: this.nowMs });
        for (const made of this.stripe.invoices)
          if (made.subscriptionId === id && made.status === "open")
            this.#changeInvoice(made.id, { status: "void" });
      }
  }

  #nextDue = (untilMs: number): StripeSubscription | undefined =>
    this.stripe.subscriptions.find(
      (each) =>
        isLive(each) &&
        Math.min(each.cancelAtMs ?? untilMs + 1, each.items[0]?.periodEndMs ?? 0) <= untilMs,
    );

  #turn(due: StripeSubscription, pays: boolean): void {
    const item = due.items[0] as StripeSubscription["items"][number];
    if (due.cancelAtMs !== null && due.cancelAtMs <= this.nowMs) {
      this.#change(due.id, { status: "canceled", endedAtMs: this.nowMs });
      return;
    }
    const months = item.price.lookupKey === "pro_yearly" ? 12 : 1;
    const periodStartMs = item.periodEndMs;
    const periodEndMs = addMonths(periodStartMs, months, "UTC");
    this.#change(due.id, {
      status: pays ? "active" : "past_due",
      items: [{ ...item, periodStartMs, periodEndMs }],
    });
    this.#bill(due.id, "subscription_cycle", pays, [
      line({ id: this.#id("il"), price: item.price, periodStartMs, periodEndMs }),
    ]);
  }

  subscribe(plan: Plan, isTrial: boolean, pays: boolean): void {
    const id = this.#id("sub");
    const periodStartMs = this.nowMs;
    const months = plan.interval === "year" ? 12 : 1;
    const periodEndMs = isTrial ? this.nowMs + 14 * DAY : addMonths(periodStartMs, months, "UTC");
    const trial = isTrial ? { trialStartMs: periodStartMs, trialEndMs: periodEndMs } : {};
    const made = subscription({
      ...{ id, createdMs: this.nowMs, ...trial },
      status: isTrial ? "trialing" : pays ? "active" : "incomplete",
      items: [{ id: this.#id("si"), price: price(plan), periodStartMs, periodEndMs }],
    });
    this.stripe = { ...this.stripe, subscriptions: [...this.stripe.subscriptions, made] };
    const amountMinor = isTrial ? 0 : 999;
    this.#bill(id, "subscription_create", isTrial || pays, [
      line({ id: this.#id("il"), periodStartMs, periodEndMs, amountMinor }, plan),
    ]);
  }

  upgrade(pick: number, plan: Plan, pays: boolean): void {
    const live = this.#live(pick);
    const item = live?.items[0];
    if (!live || !item || live.status === "trialing") return;
    const period = { periodStartMs: this.nowMs, periodEndMs: item.periodEndMs, proration: true };
    if (this.nowMs >= item.periodEndMs) return;
    if (pays) this.#change(live.id, { items: [{ ...item, price: price(plan) }] });
    this.#bill(live.id, "subscription_update", pays, [
      line({ ...period, id: this.#id("il"), price: item.price, amountMinor: -100 }),
      line({ ...period, id: this.#id("il"), price: price(plan), amountMinor: 300 }),
    ]);
  }

  /** A retry succeeds, or an operator gives the invoice up. */
  settle(pick: number, status: "paid" | "void" | "uncollectible"): void {
    const open = this.stripe.invoices.filter((each) => each.status === "open");
    const chosen = open[pick % Math.max(1, open.length)];
    if (!chosen) return;
    const isPaid = status === "paid";
    this.#changeInvoice(chosen.id, {
      status,
      paidAtMs: isPaid ? this.nowMs : null,
      amountPaidMinor: isPaid ? 999 : 0,
    });
    const own = this.stripe.subscriptions.find(({ id }) => id === chosen.subscriptionId);
    const isPaying = own?.status === "past_due" || (isPaid && own?.status === "incomplete");
    if (own && isPaying) this.#change(own.id, { status: "active" });
  }

  cancel(pick: number, how: "at-end" | "undo" | "now"): void {
    const live = this.#live(pick);
    if (!live) return;
    if (how === "now") this.#change(live.id, { status: "canceled", endedAtMs: this.nowMs });
    else
      this.#change(live.id, {
        cancelAtMs: how === "undo" ? null : (live.items[0]?.periodEndMs ?? null),
      });
  }

  refund(pick: number, part: number): void {
    const paid = this.stripe.invoices.filter(({ amountPaidMinor }) => amountPaidMinor > 0);
    const chosen = paid[pick % Math.max(1, paid.length)];
    if (chosen) this.#refund(chosen.id, Math.ceil(chosen.amountPaidMinor / part));
  }

  #refund(invoiceId: string, amountMinor: number): void {
    const made = { id: this.#id("re"), invoiceId, amountMinor, createdMs: this.nowMs };
    this.stripe = {
      ...this.stripe,
      refunds: [...this.stripe.refunds, { ...made, status: "succeeded" }],
    };
  }

  refundFails(pick: number): void {
    const { refunds } = this.stripe;
    const chosen = refunds[pick % Math.max(1, refunds.length)];
    this.stripe = {
      ...this.stripe,
      refunds: refunds.map((each) => (each === chosen ? { ...each, status: "failed" } : each)),
    };
  }

  dispute(pick: number, status: "needs_response" | "won" | "lost"): void {
    const paid = this.stripe.invoices.filter(({ amountPaidMinor }) => amountPaidMinor > 0);
    const chosen = paid[pick % Math.max(1, paid.length)];
    if (!chosen) return;
    const others = this.stripe.disputes.filter(({ invoiceId }) => invoiceId !== chosen.id);
    const made = { id: `dp_${chosen.id}`, invoiceId: chosen.id, status, createdMs: this.nowMs };
    this.stripe = { ...this.stripe, disputes: [...others, made] };
  }

  buy(plan: Plan): void {
    const orderNo = this.#id("order");
    const times = { paidAtMs: this.nowMs, standingSinceMs: this.nowMs };
    this.orders = [...this.orders, order({ orderNo, ...times }, plan)];
  }

  returnOrder(pick: number): void {
    const chosen = this.orders[pick % Math.max(1, this.orders.length)];
    this.#returnOrder(chosen?.orderNo);
  }

  #returnOrder(orderNo: string | undefined): void {
    this.orders = this.orders.map((each) =>
      each.orderNo === orderNo && each.standing !== "taken"
        ? { ...each, standing: "taken", standingSinceMs: this.nowMs }
        : each,
    );
  }

  /** What a reduction asks for is done, a minute later. */
  perform(acts: readonly Act[]): void {
    this.nowMs += MINUTE;
    for (const act of acts) {
      if (act.kind === "cancel-now")
        this.#change(act.subscriptionId, {
          ...{ status: "canceled", endedAtMs: this.nowMs, cancelledFor: act.why },
        });
      if (act.kind === "cancel-at-period-end") {
        const own = this.stripe.subscriptions.find(({ id }) => id === act.subscriptionId);
        this.#change(act.subscriptionId, { cancelAtMs: own?.items[0]?.periodEndMs ?? null });
      }
      if (act.kind === "refund-invoice") this.#refund(act.invoiceId, act.amountMinor);
      if (act.kind === "refund-order") this.#returnOrder(act.orderNo);
    }
  }

  #live(pick: number): StripeSubscription | undefined {
    const live = this.stripe.subscriptions.filter(isLive);
    return live[pick % Math.max(1, live.length)];
  }

  #change(id: string, change: Partial<StripeSubscription>): void {
    this.stripe = {
      ...this.stripe,
      subscriptions: this.stripe.subscriptions.map((each) =>
        each.id === id ? { ...each, ...change } : each,
      ),
    };
  }

  #changeInvoice(id: string, change: Partial<StripeInvoice>): void {
    this.stripe = {
      ...this.stripe,
      invoices: this.stripe.invoices.map((each) =>
        each.id === id ? { ...each, ...change } : each,
      ),
    };
  }

  #bill(
    subscriptionId: string,
    billingReason: string,
    pays: boolean,
    lines: StripeInvoice["lines"],
  ): void {
    const amount = Math.max(
      0,
      lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    );
    const made = invoice({
      ...{ id: this.#id("in"), subscriptionId, billingReason, lines, createdMs: this.nowMs },
      ...(pays
        ? { status: "paid", paidAtMs: this.nowMs, amountPaidMinor: amount }
        : { status: "open", paidAtMs: null, amountPaidMinor: 0 }),
    });
    this.stripe = { ...this.stripe, invoices: [...this.stripe.invoices, made] };
  }
}
