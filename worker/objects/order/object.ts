import { DurableObject } from "cloudflare:workers";
import type { OrderKind } from "../../domain/catalog/sale.ts";
import { faultText } from "../../domain/fault.ts";
import { PAYABLE_LEFT_MS_MIN } from "../../domain/order/attempt.ts";
import type { GatewayName, PayType } from "../../domain/order/payway.ts";
import type { PaymentProof } from "../../domain/order/proof.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { withTimeout } from "../../durable/timeout.ts";
import type { Env } from "../../env.ts";
import type { NotificationRefusal, RefundState } from "../../payments/port.ts";
import { gatewayFor } from "../../payments/registry.ts";
import { liveTools } from "../../payments/tools.ts";
import type { PlacedOrder } from "../../store/claim.ts";
import { compareWithGateways, type OrderComparison } from "./compare.ts";
import { applyEvent, isLive, nextWake, type OrderContext, orderIn } from "./context.ts";
import { FollowUp } from "./follow-up.ts";
import { type OutsideRefusal, Refunds, type SeenOutside } from "./refunds.ts";
import { type RefundInput, type RefundRefusal, Reversal } from "./reversal.ts";
import { noteBounded, type ProofSource, type SettleVerdict, settle } from "./settle.ts";
import { Sockets } from "./sockets.ts";
import { OrderBook } from "./storage.ts";
import { type CodeRefusal, type ShownCode, Till } from "./till.ts";
import {
  type OrderFile,
  type OrderView,
  orderView,
  type PayState,
  payState,
  type RefundStatus,
  refundStatus,
} from "./view.ts";

/** Whose order, and of which kind (null for any): anything else answers as if there were none. */
export interface Claimant {
  customerId: string;
  kind: OrderKind | null;
}

/** How long an order outlives its time when the gateway cannot be asked whether it was paid. */
const EXPIRY_GRACE_MS = 5 * 60_000;

/** How soon the end of an unpaid order is tried again when the gateway could not be asked. */
const EXPIRY_RETRY_MS = 15_000;

/** Most time a notification waits for what follows the payment: gateways allow 5 s. The alarm goes on with the rest. */
const SETTLE_MS_MAX = 3_500;

/** Most time an operator waits for the outcome of a refund: one call to a gateway takes at most 5 s. */
const REFUND_MS_MAX = 8_000;

/** An alarm that has not gone off this long after its time is taken for lost. */
const ALARM_LOST_MS = 30_000;

/** Least time between two alarms, so that a failing duty never spins. */
const ALARM_GAP_MS_MIN = 250;

/**
 * One order: the only writer of its payment state. The rules are in domain/order; the parts in objects/order talk to the
 * gateways, fulfil, refund and tell. Whatever is begun is written first and has a time at which the alarm takes it up.
 */
export class OrderObject extends DurableObject<Env> {
  readonly #book: OrderBook;
  readonly #context: OrderContext;
  readonly #till: Till;
  readonly #fulfilment: FollowUp;
  readonly #refunds: Refunds;
  readonly #reversal: Reversal;
  readonly #sockets: Sockets;
  /** Gateway conversations run one after the other; settling never waits for them. */
  #conversation: Promise<unknown> = Promise.resolve();
  /** When the alarm goes off, as far as this life of the object knows. */
  #armedForMs: number | null = null;
  readonly #showing = new Map<PayType, Promise<Result<ShownCode, CodeRefusal>>>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#book = new OrderBook(ctx.storage);
    this.#context = {
      book: this.#book,
      env,
      now: () => Date.now(),
      gateway: (name) => gatewayFor(name, env, liveTools),
      write: (change) =>
        ctx.storage.transactionSync(() => {
          const result = change();
          this.#arm();
          return result;
        }),
      advance: () => this.#fulfilment.advance(),
    };
    this.#till = new Till(this.#context);
    this.#refunds = new Refunds(this.#context);
    this.#reversal = new Reversal(this.#context);
    this.#sockets = new Sockets(ctx, () => this.#book.order());
    this.#fulfilment = new FollowUp(this.#context, () => this.#sockets.tell());
  }

  /** Opens the order, once; later calls only read. */
  open(placed: PlacedOrder): PayState {
    const known = this.#book.order();
    if (known) return payState(known);
    this.#book.prepare();
    return this.#context.write(() => {
      this.#book.create(placed);
      this.#book.note(this.#context.now(), "created", { payType: placed.payType });
      return payState(orderIn(this.#book));
    });
  }

  view(claimant: Claimant): Result<OrderView, "not-found"> {
    const order = this.#ownOrder(claimant);
    return order ? ok(orderView(order, this.#book.timeline())) : err("not-found");
  }

  payState(claimant: Claimant): Result<PayState, "not-found"> {
    const order = this.#ownOrder(claimant);
    return order ? ok(payState(order)) : err("not-found");
  }

  /** The operator's whole file on the order. */
  file(): Result<OrderFile, "not-found"> {
    const order = this.#book.order();
    if (!order) return err("not-found");
    return ok({ order, ...this.#entries() });
  }

  /** Two requests at once get one code; a later one gets the next attempt. */
  async showCode(
    claimant: Claimant,
    payType: PayType,
  ): Promise<Result<ShownCode, CodeRefusal | { reason: "not-found" }>> {
    if (!this.#ownOrder(claimant)) return err({ reason: "not-found" });
    const showing =
      this.#showing.get(payType) ??
      this.#oneAtATime(() => this.#till.showCode(payType)).finally(() =>
        this.#showing.delete(payType),
      );
    this.#showing.set(payType, showing);
    const shown = await showing;
    await this.#fulfilment.advance();
    return shown;
  }

  /** Ends a pending order at the customer's wish, at the gateways too. Refused once money has come in. */
  async cancel(claimant: Claimant): Promise<Result<PayState, "not-found" | "not-cancellable">> {
    if (!this.#ownOrder(claimant)) return err("not-found");
    await this.#oneAtATime(() => this.#endUnpaid("cancel"));
    await this.#fulfilment.advance();
    const order = orderIn(this.#book);
    return order.state === "cancelled" || order.state === "expired"
      ? ok(payState(order))
      : err("not-cancellable");
  }

  /** Takes a verified proof of payment. When this returns, the payment is written down. */
  async settle(proof: PaymentProof, via: ProofSource): Promise<SettleVerdict> {
    // Looked at first: an older object brings its tables up to date here, where no transaction can take that back.
    if (!this.#book.order()) return { kind: "no-order" };
    const verdict = settle(this.#context, proof, via);
    await withTimeout(SETTLE_MS_MAX, this.#fulfilment.advance());
    return verdict;
  }

  /** Takes a verified word about one of our refunds. False when there is no order to keep it with. */
  async applyRefundStatus(refundNo: string, state: RefundState): Promise<boolean> {
    if (!this.#book.order()) return false;
    this.#refunds.applyStatus(refundNo, state, "notification");
    await withTimeout(SETTLE_MS_MAX, this.#fulfilment.advance());
    return true;
  }

  /**
   * An operator gives the money back. When this returns the wish is written down, refused or carried out; what is still
   * under way goes on by itself. Asked again, it answers how far it is.
   */
  async refund(request: RefundInput): Promise<Result<RefundStatus, RefundRefusal>> {
    if (!this.#book.order()) return err({ reason: "not-found" });
    const asked = this.#reversal.ask(request);
    if (!asked.ok) return asked;
    await withTimeout(
      REFUND_MS_MAX,
      this.#fulfilment.advance().then(() => this.#duties()),
    );
    const wish = this.#book
      .refundRequests()
      .find(({ ordinal }) => ordinal === asked.value?.ordinal);
    if (wish?.refused) return err({ reason: "not-enough-left", ...wish.refused });
    return ok(refundStatus(this.#book));
  }

  /** Takes up again the refunds that failed for good; answers their numbers. */
  async retryRefunds(
    by: string,
  ): Promise<Result<RefundStatus & { retried: string[] }, "not-found">> {
    if (!this.#book.order()) return err("not-found");
    const retried = this.#refunds.retry(by);
    await withTimeout(REFUND_MS_MAX, this.#duties());
    return ok({ ...refundStatus(this.#book), retried });
  }

  /** Ends a failed refund that an operator saw given back at the gateway's console; repeats answer the same. */
  async confirmRefundedOutside(
    seen: SeenOutside,
  ): Promise<Result<RefundStatus, OutsideRefusal | "not-found">> {
    if (!this.#book.order()) return err("not-found");
    const settled = await this.#oneAtATime(() => this.#refunds.confirmOutside(seen));
    if (!settled.ok) return settled;
    await this.#fulfilment.advance();
    return ok(refundStatus(this.#book));
  }

  /** Keeps on the timeline that a message claiming to be about this order was turned away. */
  noteRefusal(
    gateway: GatewayName,
    refusal: Pick<NotificationRefusal, "reason" | "detail">,
  ): boolean {
    if (!this.#book.order()) return false;
    const { reason, detail } = refusal;
    noteBounded(this.#book, this.#context.now(), "notification-refused", {
      gateway,
      reason,
      detail,
    });
    return true;
  }

  /** Keeps a genuine notification that moves nothing. False when there is no order to keep it with. */
  noteNotice(gateway: GatewayName, what: string): boolean {
    if (!this.#book.order()) return false;
    noteBounded(this.#book, this.#context.now(), "notified", { gateway, what });
    return true;
  }

  /** Does everything that is due now, whatever woke the object; the sweep calls it for silent orders. */
  async attend(seenVersion?: number): Promise<PayState | null> {
    if (!this.#book.order()) return null;
    if (seenVersion !== undefined) this.#tellIfBehind(seenVersion);
    await this.#duties();
    return payState(orderIn(this.#book));
  }

  /**
   * A new order of the same item is wanted and this one still stands as pending in D1: ends it if its time to be paid is
   * over or it is `outdated` (its price is no longer asked), also when the gateway cannot be asked: a late payment is
   * honoured, a customer who cannot order is not. `seenVersion` is what D1 has; a lower one than it was told is mended.
   */
  async endIfSuperseded(outdated: boolean, seenVersion: number): Promise<void> {
    const order = this.#book.order();
    if (!order) return;
    this.#tellIfBehind(seenVersion);
    if (order.placed.expiresAtMs - this.#context.now() < PAYABLE_LEFT_MS_MIN)
      await this.#oneAtATime(() => this.#endUnpaid("expire", true));
    else if (outdated) await this.#oneAtATime(() => this.#endUnpaid("cancel"));
    await this.#fulfilment.advance();
  }

  /**
   * Compares what is held with the gateways' books, about `only` these numbers or all (objects/order/compare.ts). Tells D1
   * again if `seenVersion`, what it has, is behind. Null for an object without an order.
   */
  async compare(only: string[] | null, seenVersion: number): Promise<OrderComparison | null> {
    if (!this.#book.order()) return null;
    this.#tellIfBehind(seenVersion);
    const compared = await this.#oneAtATime(() => compareWithGateways(this.#context, only));
    await this.#fulfilment.advance();
    return compared;
  }

  /** D1 can lose what it was told, as when it is restored to an earlier time. */
  #tellIfBehind(seenVersion: number): void {
    this.#context.write(() => {
      const order = orderIn(this.#book);
      if (seenVersion >= order.projected) return;
      order.projected = seenVersion;
      order.workAtMs = this.#context.now();
      this.#book.save(order);
    });
  }

  /** The socket that tells the order's state. The caller has authenticated the customer. */
  override async fetch(request: Request): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const claimant = {
      customerId: searchParams.get("customer") ?? "",
      kind: searchParams.get("kind") as OrderKind,
    };
    return this.#ownOrder(claimant) ? this.#sockets.accept() : new Response(null, { status: 404 });
  }

  override async webSocketClose(socket: WebSocket): Promise<void> {
    this.#sockets.release(socket);
  }

  override async alarm(): Promise<void> {
    this.#armedForMs = null; // It has fired.
    try {
      await this.#duties();
    } catch (error) {
      console.error("order alarm failed", {
        error: faultText(error),
      });
    } finally {
      this.#arm(); // On every path: six failed retries and the platform would give the order up.
    }
  }

  async #duties(): Promise<void> {
    await this.#oneAtATime(async () => {
      const due = (atMs: number | null) => atMs !== null && atMs <= this.#context.now();
      const { expireAtMs, state } = orderIn(this.#book);
      if (state === "pending" && due(expireAtMs)) await this.#endUnpaid("expire");
      const asked = this.#book.attempts().filter((attempt) => due(attempt.queryAtMs));
      await this.#till.askAll(asked.map((attempt) => attempt.tradeNo));
      for (const { refundNo } of this.#book.refunds()) await this.#refunds.carryOut(refundNo);
    });
    await this.#fulfilment.advance();
  }

  /** Closes what is open and, if nothing was paid meanwhile, ends the order and gives its stock back. */
  async #endUnpaid(event: "expire" | "cancel", evenUnsure = event === "cancel"): Promise<void> {
    if (orderIn(this.#book).state !== "pending") return;
    if (event === "expire") this.#postponeExpiry();
    const live = this.#book.attempts().filter(isLive);
    const closings = await this.#till.closeAll(live.map((attempt) => attempt.tradeNo));
    const nowMs = this.#context.now();
    const graceIsOver = nowMs >= orderIn(this.#book).placed.expiresAtMs + EXPIRY_GRACE_MS;
    if (closings.includes("unsure") && !evenUnsure && !graceIsOver) return;
    this.#context.write(() => {
      const order = orderIn(this.#book);
      if (!applyEvent(order, event, nowMs)) return;
      order.stockReleased = order.placed.sale.stockLimited;
      this.#book.save(order);
      this.#book.note(nowMs, event === "expire" ? "expired" : "cancelled");
    });
  }

  /** Before the gateways are asked: dying or failing there must neither end the order nor spin. */
  #postponeExpiry(): void {
    this.#context.write(() => {
      const order = orderIn(this.#book);
      order.expireAtMs = this.#context.now() + EXPIRY_RETRY_MS;
      this.#book.save(order);
    });
  }

  #ownOrder({ customerId, kind }: Claimant) {
    const order = this.#book.order();
    return order?.placed.customerId === customerId &&
      (kind === null || order.placed.sale.kind === kind)
      ? order
      : null;
  }

  #entries() {
    return {
      attempts: this.#book.attempts(),
      payments: this.#book.payments(),
      refunds: this.#book.refunds(),
      requests: this.#book.refundRequests(),
      timeline: this.#book.timeline(),
    };
  }

  #oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#conversation.then(work, work);
    this.#conversation = mine.catch(() => undefined);
    return mine;
  }

  #arm(): void {
    const wakeMs = nextWake(this.#book);
    if (wakeMs === null) {
      this.#armedForMs = null;
      void this.ctx.storage.deleteAlarm();
      return;
    }
    const atMs = Math.max(wakeMs, this.#context.now() + ALARM_GAP_MS_MIN);
    // An alarm that is due already stays: writes that follow each other closely would put it off for ever. One that is
    // long overdue was lost, and is set again.
    const armedMs = this.#armedForMs;
    const stands = armedMs !== null && armedMs > this.#context.now() - ALARM_LOST_MS;
    if (stands && wakeMs <= armedMs && armedMs <= atMs) return;
    this.#armedForMs = atMs;
    void this.ctx.storage.setAlarm(atMs);
  }
}
