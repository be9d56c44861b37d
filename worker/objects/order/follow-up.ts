import { faultText } from "../../domain/fault.ts";
import { retryAt } from "../../domain/order/schedule.ts";
import type { Result } from "../../domain/result.ts";
import { withTimeout } from "../../durable/timeout.ts";
import { projectOrder, reclaimStock } from "../../store/orders.ts";
import type { RefundProjection } from "../../store/refunds.ts";
import type { Granted, GrantRefusal } from "../account/object.ts";
import { applyEvent, type OrderContext, orderIn } from "./context.ts";
import { Reversal } from "./reversal.ts";
import { startRefund } from "./settle.ts";
import type { Facts, OrderRecord, RefundRecord } from "./storage.ts";

/** Most time one step is waited for. What hangs longer goes on, and is joined instead of being started beside itself. */
const STEP_MS_MAX = 2_000;

/** A step that has not ended by now never will: D1 gives a query 30 s. It is given up, so that no payment waits for it. */
const STEP_LOST_MS = 60_000;

/**
 * What follows a change of the order, in this order: the grant on the account or its taking back, then D1, then whoever
 * waits on a socket.
 * Each step is repeatable, so dying anywhere is healed by the alarm that runs them again.
 */
export class FollowUp {
  readonly #context: OrderContext;
  readonly #takeBack: Reversal;
  readonly #tell: () => void;
  #running: Promise<void> | null = null;
  #again = false;
  /** Steps under way: a second one beside a slow first could undo what the first decides. */
  readonly #steps = new Map<string, { work: Promise<void>; startedMs: number }>();

  constructor(context: OrderContext, tell: () => void) {
    this.#context = context;
    this.#takeBack = new Reversal(context);
    this.#tell = tell;
  }

  /** Does all that is due; never throws. A call during a run makes that run go round once more. */
  advance(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#rounds().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #rounds(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await this.#round();
    }
  }

  async #round(): Promise<void> {
    const { book, now, write } = this.#context;
    const before = book.order();
    if (!before || before.workAtMs === null) return;
    const results = [
      await this.#attempt("grant", () => this.#grant()),
      await this.#attempt("take back", () => this.#takeBack.carryOn()),
      await this.#attempt("project", () => this.#project()),
    ];
    this.#tell();
    write(() => {
      const order = orderIn(book);
      const rests = order.state !== "paid" && !book.openRequest();
      const done = results.every(Boolean) && order.projected === order.version && rests;
      order.workAtMs = done ? null : retryAt(order.workTries, now());
      order.workTries = done ? 0 : order.workTries + 1;
      book.save(order);
    });
  }

  /** True when the step went through. What failed is tried again by the alarm. */
  async #attempt(step: string, work: () => Promise<void>): Promise<boolean> {
    try {
      if (await withTimeout(STEP_MS_MAX, this.#joined(step, work))) return true;
      throw new Error(`no answer within ${STEP_MS_MAX} ms`);
    } catch (error) {
      console.warn("order step failed", {
        step,
        error: faultText(error),
      });
      return false;
    }
  }

  #joined(step: string, work: () => Promise<void>): Promise<void> {
    const nowMs = this.#context.now();
    const running = this.#steps.get(step);
    if (running && nowMs - running.startedMs < STEP_LOST_MS) return running.work;
    const started = { work: work(), startedMs: nowMs };
    this.#steps.set(step, started);
    const end = () => {
      if (this.#steps.get(step) === started) this.#steps.delete(step);
    };
    void started.work.then(end, end);
    return started.work;
  }

  async #grant(): Promise<void> {
    const order = orderIn(this.#context.book);
    if (order.state !== "paid") return;
    if (order.stockReleased && order.placed.sale.stockLimited && !(await this.#stockIsBack(order)))
      return;

    const granted = await this.#grantOnAccount(order);
    if (!granted.ok) throw new Error(`the account refused the grant: ${granted.error}`);
    this.#complete(granted.value);
  }

  async #grantOnAccount({ placed }: OrderRecord): Promise<Result<Granted, GrantRefusal>> {
    const { ACCOUNTS } = this.#context.env;
    const account = ACCOUNTS.get(ACCOUNTS.idFromName(placed.customerId));
    return account.grant({ key: `order:${placed.orderNo}`, grant: placed.sale.grant });
  }

  #complete(granted: Granted): void {
    const { book, now, write } = this.#context;
    write(() => {
      const order = orderIn(book);
      if (!applyEvent(order, "grant", now())) return;
      order.granted = granted;
      order.completedAtMs = now();
      book.save(order);
      const { name } = granted;
      const what: Facts =
        "expiresAtMs" in granted
          ? { name, expiresAtMs: granted.expiresAtMs }
          : { name, power: granted.power };
      book.note(now(), "granted", what);
    });
  }

  /** An order paid after it gave its unit back needs one again; when none is left the money goes back. */
  async #stockIsBack(order: OrderRecord): Promise<boolean> {
    const { book, now, write, env } = this.#context;
    const reclaimed = await reclaimStock(env.DB, order.placed.orderNo, order.version);
    write(() => {
      const current = orderIn(book);
      if (current.state !== "paid" || !current.stockReleased) return;
      if (reclaimed) current.stockReleased = false;
      else if (applyEvent(current, "refund", now())) {
        const paid = book.settlingTrade();
        if (paid)
          startRefund(
            book,
            { tradeNo: paid.number, gateway: paid.gateway, why: "sold-out" },
            current,
            now(),
          );
      }
      book.save(current);
    });
    const after = orderIn(book);
    return after.state === "paid" && !after.stockReleased;
  }

  async #project(): Promise<void> {
    const { book, env, now, write } = this.#context;
    const order = orderIn(book);
    if (order.projected === order.version) return;
    await projectOrder(env.DB, {
      placed: order.placed,
      state: order.state,
      payingWith: order.payingWith,
      version: order.version,
      releaseStock: order.stockReleased && order.placed.sale.stockLimited,
      paidAtMs: order.paidAtMs,
      completedAtMs: order.completedAtMs,
      refunds: book
        .refunds()
        .map((refund) => refundProjection(refund, order.placed.sale.price.currency)),
      refundAsked: book.refundRequests().length === 0 ? null : book.openRequest() !== undefined,
      nowMs: now(),
    });
    write(() => {
      const current = orderIn(book);
      current.projected = Math.max(current.projected, order.version);
      book.save(current);
    });
  }
}

/** D1 shows a refund that another number carries on as replaced: nobody has to look after it. */
const refundProjection = (refund: RefundRecord, currency: string): RefundProjection => ({
  refundNo: refund.refundNo,
  tradeNo: refund.tradeNo,
  gateway: refund.gateway,
  amountMinor: refund.amountMinor,
  currency,
  why: refund.why,
  state: refund.replacedBy === null ? refund.state : "replaced",
  detail: refund.detail,
  startedAtMs: refund.startedAtMs,
});
