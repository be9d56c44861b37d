import { nextRoundAt } from "../../domain/order/schedule.ts";
import { closeAttempts } from "./attempts/closing.ts";
import {
  applyEvent,
  canStillBePaid,
  isLive,
  isOver,
  type OrderContext,
  orderIn,
} from "./context.ts";
import type { AttemptRecord } from "./storage/attempts.ts";

/** How long an order outlives its time when the gateway cannot be asked whether it was paid. */
const EXPIRY_GRACE_MS = 5 * 60_000;

/** How soon the end of an unpaid order is tried again when the gateway could not be asked. */
const EXPIRY_RETRY_MS = 15_000;

/** Ends orders that nobody paid, and makes sure that nobody did. Runs as a conversation with the gateways. */
export class Ending {
  readonly #context: OrderContext;

  constructor(context: OrderContext) {
    this.#context = context;
  }

  /**
   * Closes what is open and, if nothing was paid meanwhile, ends the order and gives its stock back. False when a gateway
   * did not answer about some number.
   */
  async end(
    event: "expire" | "cancel",
    { evenUnsure = event === "cancel", by }: { evenUnsure?: boolean; by?: string } = {},
  ): Promise<boolean> {
    const { storage, now, write } = this.#context;
    if (orderIn(storage).state !== "pending") return true;
    if (event === "expire") this.#postponeExpiry();
    const isCertain = await this.#close(storage.attempts.all().filter(isLive));
    const nowMs = now();
    const graceIsOver = nowMs >= orderIn(storage).placed.expiresAtMs + EXPIRY_GRACE_MS;
    if (!isCertain && !evenUnsure && !graceIsOver) return false;
    write(() => {
      const order = orderIn(storage);
      order.stockReleased = order.placed.sale.stockLimited;
      if (!applyEvent(this.#context, order, event)) return;
      const who = by === undefined ? undefined : { by };
      storage.timeline.note(nowMs, event === "expire" ? "expired" : "cancelled", who);
    });
    return isCertain;
  }

  /**
   * For an answer that the order is not paid: ends it if it is pending, and asks about every number that can still be paid.
   * False when that is not known: a gateway did not answer, or all were asked so lately that they are not asked again.
   */
  async makeSure(by?: string): Promise<boolean> {
    const { storage, now } = this.#context;
    const { state, askedAtMs } = orderIn(storage);
    if (state === "pending") return this.end("cancel", by === undefined ? {} : { by });
    const live = storage.attempts.all().filter(canStillBePaid);
    if (!isOver(state) || live.length === 0) return true;
    const shownAtMs = Math.max(...live.map((attempt) => attempt.shownAtMs));
    // A clock that went back must not silence the questions.
    const isDue =
      askedAtMs === null || now() < askedAtMs || now() >= nextRoundAt(shownAtMs, askedAtMs);
    return isDue && this.#close(live);
  }

  /** True when the gateways answered about all of them. */
  async #close(attempts: AttemptRecord[]): Promise<boolean> {
    if (attempts.length > 0) this.#noteRound();
    const closings = await closeAttempts(
      this.#context,
      attempts.map((attempt) => attempt.tradeNo),
    );
    return !closings.includes("unsure");
  }

  /** Before the gateways are asked: whoever could make the object die there must not make it ask without end. */
  #noteRound(): void {
    const { storage, now, write } = this.#context;
    write(() => storage.save({ ...orderIn(storage), askedAtMs: now() }));
  }

  /** Before the gateways are asked: dying or failing there must neither end the order nor spin. */
  #postponeExpiry(): void {
    const { storage, now, write } = this.#context;
    write(() => {
      const order = orderIn(storage);
      order.expireAtMs = now() + EXPIRY_RETRY_MS;
      storage.save(order);
    });
  }
}
