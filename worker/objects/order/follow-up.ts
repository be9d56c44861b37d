import type { Result } from "../../domain/result.ts";
import { retryAt } from "../../domain/retry.ts";
import { Steps } from "../../durable/steps.ts";
import { reclaimStock } from "../../store/orders.ts";
import type { Granted, GrantRefusal } from "../account/object.ts";
import { applyEvent, type OrderContext, orderIn, rulesOf } from "./context.ts";
import { projectTo } from "./projection.ts";
import { startRefund } from "./refunds.ts";
import { Reversal } from "./reversal.ts";
import type { OrderRecord } from "./storage/order.ts";
import type { Facts } from "./storage/timeline.ts";

/**
 * What follows a change of the order, in this order: the grant on the account or its reversal, then D1, then whoever
 * waits on a socket. Each step is repeatable, so dying anywhere is healed by the alarm that runs them again.
 */
export class FollowUp {
  readonly #context: OrderContext;
  readonly #reversal: Reversal;
  readonly #notify: () => void;
  readonly #steps: Steps;
  #running: Promise<void> | null = null;
  #again = false;

  constructor(context: OrderContext, notify: () => void) {
    this.#context = context;
    this.#reversal = new Reversal(context);
    this.#notify = notify;
    this.#steps = new Steps(context.now);
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
    const { storage, write } = this.#context;
    if (!storage.order()) return;
    if (this.#hasWork()) await this.#work();
    if (!storage.outbox.isBehind()) return;
    const isDelivered = await storage.outbox.deliver(this.#steps, write, async (batch) => {
      await projectTo(this.#context, batch);
      // Before that is written down: what a socket hears waits for writes that are under way.
      this.#notify();
    });
    if (!isDelivered) this.#notify();
  }

  #hasWork(): boolean {
    const { storage } = this.#context;
    const order = orderIn(storage);
    return order.workAtMs !== null || !rests(order, storage.refundRequests.open() !== undefined);
  }

  async #work(): Promise<void> {
    const { storage, now, write } = this.#context;
    await this.#steps.attempt("grant", () => this.#grant());
    await this.#steps.attempt("reverse the grant", () => this.#reversal.carryOn());
    write(() => {
      const order = orderIn(storage);
      const done = rests(order, storage.refundRequests.open() !== undefined);
      order.workAtMs = done ? null : retryAt(order.workTries, now());
      order.workTries = done ? 0 : order.workTries + 1;
      storage.save(order);
    });
  }

  async #grant(): Promise<void> {
    const order = orderIn(this.#context.storage);
    if (order.state !== "paid") return;
    if (order.stockReleased && order.placed.sale.stockLimited && !(await this.#stockIsBack(order)))
      return;

    const granted = await this.#grantOnAccount(order);
    if (granted.ok) this.#complete(granted.value);
    else if (granted.error.reason === "not-honoured") this.#giveBack(granted.error.why);
    else this.#refused(granted.error);
  }

  /** Kept for the operator. It is tried on for a while: a bound that stands today may be ours to move. */
  #refused(refusal: GrantRefusal): void {
    const { storage, now, write } = this.#context;
    const why = refusal.reason === "not-grantable" ? refusal.detail : refusal.reason;
    write(() => {
      const order = orderIn(storage);
      if (order.state !== "paid") return;
      if (order.stuck === null) {
        storage.timeline.note(now(), "grant-refused", { why });
        console.error("a paid order cannot be granted", { orderNo: order.placed.orderNo, why });
      }
      storage.save({ ...order, stuck: why });
    });
    this.#reversal.giveUp();
  }

  /** The account decided for good, and nothing was granted: the money goes back in the transaction that learns of it. */
  #giveBack(why: string): void {
    const { storage, now, write } = this.#context;
    write(() => {
      const order = orderIn(storage);
      const paid = storage.payments.settling();
      if (!paid || !applyEvent(this.#context, order, "refund")) return;
      storage.timeline.note(now(), "grant-refused", { why });
      const { tradeNo, gateway } = paid;
      startRefund(this.#context, { tradeNo, gateway, why: "not-grantable" });
    });
  }

  async #grantOnAccount({ placed, paidAtMs }: OrderRecord): Promise<Result<Granted, GrantRefusal>> {
    const { ACCOUNTS } = this.#context.env;
    const account = ACCOUNTS.get(ACCOUNTS.idFromName(placed.customerId));
    const { grant, price } = placed.sale;
    const key = `order:${placed.orderNo}`;
    if (grant.kind !== "subscription") return account.grant({ key, grant });
    const paid = { amount: price, atMs: paidAtMs ?? this.#context.now() };
    return account.grant({ key, grant, paid }, await rulesOf(this.#context));
  }

  #complete(granted: Granted): void {
    const { storage, now, write } = this.#context;
    write(() => {
      const order = orderIn(storage);
      order.granted = granted;
      order.stuck = null;
      order.completedAtMs = now();
      if (!applyEvent(this.#context, order, "grant")) return;
      storage.timeline.note(now(), "granted", factsOf(granted));
    });
  }

  /** An order paid after it gave its unit back needs one again; when none is left the money is refunded. */
  async #stockIsBack(order: OrderRecord): Promise<boolean> {
    const { storage, write, env } = this.#context;
    const version = storage.outbox.version();
    const reclaimed = await reclaimStock(env.DB, order.placed, version);
    write(() => {
      const current = orderIn(storage);
      if (current.state !== "paid" || !current.stockReleased) return;
      if (reclaimed) {
        current.stockReleased = false;
        storage.save(current);
        return;
      }
      if (!applyEvent(this.#context, current, "refund")) return;
      const paid = storage.payments.settling();
      if (paid)
        startRefund(this.#context, {
          tradeNo: paid.tradeNo,
          gateway: paid.gateway,
          why: "sold-out",
        });
    });
    const after = orderIn(storage);
    return after.state === "paid" && !after.stockReleased;
  }
}

/** Nothing is to be granted and nothing to be reversed. */
const rests = ({ state }: OrderRecord, requestIsOpen: boolean): boolean =>
  state !== "paid" && !requestIsOpen;

/** What was granted, as the timeline tells it. */
function factsOf(granted: Granted): Facts {
  const { name } = granted;
  if ("expiresAtMs" in granted) return { name, expiresAtMs: granted.expiresAtMs };
  if ("endsAtMs" in granted) {
    const { planId, startsAtMs, endsAtMs } = granted;
    return { name, planId, startsAtMs, endsAtMs };
  }
  return "power" in granted ? { name, power: granted.power } : { name, credits: granted.credits };
}
