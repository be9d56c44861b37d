import { DurableObject } from "cloudflare:workers";
import type { OrderKind } from "../../domain/catalog/sale.ts";
import { faultText } from "../../domain/fault.ts";
import { PAYABLE_LEFT_MS_MIN } from "../../domain/order/attempt.ts";
import type { GatewayName, PayType } from "../../domain/order/payway.ts";
import type { GatewayRefundState } from "../../domain/order/refund-state.ts";
import type { PaymentProof } from "../../domain/order/trade.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { Deadlines } from "../../durable/deadlines.ts";
import { withTimeout } from "../../durable/timeout.ts";
import type { Dispute, NotificationRefusal } from "../../payments/port.ts";
import { gatewayFor } from "../../payments/registry.ts";
import { liveTools } from "../../payments/tools.ts";
import type { PlacedOrder } from "../../store/claim.ts";
import { askAboutAttempt, askAboutAttempts } from "./attempts/asking.ts";
import { type CodeRefusal, type ShownCode, showCode } from "./attempts/opening.ts";
import { compareWithGateways, type OrderComparison } from "./compare.ts";
import { isForgettable, isOver, nextDueMs, type OrderContext, orderIn } from "./context.ts";
import { noteDispute, takeBackDisputed } from "./disputes.ts";
import { Ending } from "./ending.ts";
import type { OrderEnv } from "./env.ts";
import { FollowUp } from "./follow-up.ts";
import { type Heard, hear } from "./hearing.ts";
import { type OutsideRefusal, Refunds, type SeenOutside } from "./refunds.ts";
import { type RefundInput, type RefundRefusal, Reversal } from "./reversal.ts";
import { type ProofSource, type SettleVerdict, settle } from "./settle.ts";
import { Sockets } from "./sockets.ts";
import { OrderStorage } from "./storage/storage.ts";
import {
  isConfirming,
  knownPayState,
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

/** Also what every method answers in an object that no order was opened in. */
export interface NotFound {
  reason: "not-found";
}

const NOT_FOUND = err<NotFound>({ reason: "not-found" });

/** Most time a notification waits for what follows the payment: gateways allow 5 s. The alarm goes on with the rest. */
const SETTLE_MS_MAX = 3_500;

/** Most time an operator waits for the outcome of a refund: one call to a gateway takes at most 5 s. */
const REFUND_MS_MAX = 8_000;

/** Least time between two alarms, so that a failing duty never spins. */
const ALARM_GAP_MS_MIN = 250;

/**
 * One order: the only writer of its payment state. The rules are in domain/order; the parts in objects/order talk to the
 * gateways, fulfil, refund and tell. Whatever is begun is written first and has a time at which the alarm takes it up.
 */
export class OrderObject extends DurableObject<OrderEnv> {
  readonly #storage: OrderStorage;
  readonly #deadlines: Deadlines;
  readonly #context: OrderContext;
  readonly #followUp: FollowUp;
  readonly #refunds: Refunds;
  readonly #reversal: Reversal;
  readonly #ending: Ending;
  readonly #sockets: Sockets;
  /** Gateway conversations run one after the other; settling never waits for them. */
  #conversation: Promise<unknown> = Promise.resolve();
  readonly #showing = new Map<PayType, Promise<Result<ShownCode, CodeRefusal>>>();

  constructor(ctx: DurableObjectState, env: OrderEnv) {
    super(ctx, env);
    const now = () => Date.now();
    const storage = new OrderStorage(ctx.storage, now);
    const nextMs = () => nextDueMs(storage);
    this.#storage = storage;
    this.#deadlines = new Deadlines(ctx.storage, now, { nextMs, gapMsMin: ALARM_GAP_MS_MIN });
    this.#context = {
      storage,
      env,
      now,
      gateway: (name) => gatewayFor(name, env, liveTools),
      calls: { sinceMs: 0, calls: 0 },
      write: (change) => this.#deadlines.write(change),
      advance: () => this.#followUp.advance(),
      tell: (news) => this.#sockets.tell(news),
    };
    this.#refunds = new Refunds(this.#context);
    this.#reversal = new Reversal(this.#context);
    this.#ending = new Ending(this.#context);
    this.#sockets = new Sockets(ctx, this.#context);
    this.#followUp = new FollowUp(this.#context, () => this.#sockets.notify());
  }

  /** Opens the order, once; later calls only read. */
  open(placed: PlacedOrder): PayState {
    const known = this.#storage.order();
    if (known) return payState(known);
    this.#storage.prepare();
    return this.#context.write(() => {
      this.#storage.create(placed);
      this.#storage.timeline.note(this.#context.now(), "created", { payType: placed.payType });
      return payState(orderIn(this.#storage));
    });
  }

  view(claimant: Claimant): Result<OrderView, NotFound> {
    const order = this.#ownOrder(claimant);
    return order ? ok(orderView(this.#storage)) : NOT_FOUND;
  }

  payState(claimant: Claimant): Result<PayState, NotFound> {
    const order = this.#ownOrder(claimant);
    return order ? ok(knownPayState(order, this.#storage.attempts)) : NOT_FOUND;
  }

  /** The operator's whole file on the order. */
  file(): Result<OrderFile, NotFound> {
    const order = this.#storage.order();
    if (!order) return NOT_FOUND;
    const { attempts, payments, refunds, refundRequests, timeline, outbox } = this.#storage;
    return ok({
      order,
      version: outbox.version(),
      attempts: attempts.all(),
      payments: payments.all(),
      refunds: refunds.all(),
      requests: refundRequests.all(),
      timeline: timeline.all(),
    });
  }

  /** Two requests at once get one code; a later one gets the next attempt. */
  async showCode(
    claimant: Claimant,
    payType: PayType,
  ): Promise<Result<ShownCode, CodeRefusal | NotFound>> {
    if (!this.#ownOrder(claimant)) return NOT_FOUND;
    const showing =
      this.#showing.get(payType) ??
      this.#oneAtATime(() => this.#showCode(payType)).finally(() => this.#showing.delete(payType));
    this.#showing.set(payType, showing);
    const shown = await showing;
    await this.#followUp.advance();
    return shown;
  }

  async #showCode(payType: PayType): Promise<Result<ShownCode, CodeRefusal>> {
    const shown = await showCode(this.#context, payType);
    if (shown.ok) this.#sockets.show(shown.value);
    return shown;
  }

  /**
   * Ends a pending order for the customer, at the gateways too. Refused once money has come in. A repeat asks the gateways
   * again: a code that outlived its order may have been paid since. `by` names an operator who does it for the customer.
   */
  async cancel(
    claimant: Claimant,
    by?: string,
  ): Promise<Result<PayState, NotFound | { reason: "not-cancellable" }>> {
    if (!this.#ownOrder(claimant)) return NOT_FOUND;
    const isCertain = await this.#oneAtATime(() => this.#ending.makeSure(by));
    await this.#followUp.advance();
    const order = orderIn(this.#storage);
    if (!isOver(order.state)) return err({ reason: "not-cancellable" });
    const confirming = this.#storage.attempts.all().some(isConfirming);
    return ok(payState(order, { unconfirmed: !isCertain, confirming }));
  }

  /** Takes a verified proof of payment. When this returns, the payment is written down. */
  async settle(proof: PaymentProof, via: ProofSource): Promise<Result<SettleVerdict, NotFound>> {
    // Looked at first: an older object brings its tables up to date here, where no transaction can take that back.
    if (!this.#storage.order()) return NOT_FOUND;
    const verdict = settle(this.#context, proof, via);
    await withTimeout(SETTLE_MS_MAX, this.#followUp.advance());
    return ok(verdict);
  }

  /**
   * Hears from a gateway that something happened to a number, and asks it what. When this returns it is written down: what
   * is not asked by then, the alarm asks.
   */
  async hear(gateway: GatewayName, news: Heard): Promise<Result<null, NotFound>> {
    if (!this.#storage.order() || !hear(this.#context, gateway, news)) return NOT_FOUND;
    const asked = this.#oneAtATime(() => askAboutAttempt(this.#context, news.tradeNo));
    await withTimeout(
      SETTLE_MS_MAX,
      asked.then(() => this.#followUp.advance()),
    );
    return ok(null);
  }

  /** A payer's bank disputes a payment, or has decided about it. */
  async hearDispute(
    gateway: GatewayName,
    tradeNo: string,
    dispute: Dispute,
  ): Promise<Result<null, NotFound>> {
    if (!this.#storage.order()) return NOT_FOUND;
    if (!noteDispute(this.#context, gateway, tradeNo, dispute)) return NOT_FOUND;
    if (dispute.outcome === "lost") takeBackDisputed(this.#context, this.#reversal, tradeNo);
    await withTimeout(SETTLE_MS_MAX, this.#followUp.advance());
    return ok(null);
  }

  /** Takes what the gateway says, verified, of one of our refunds. */
  async applyRefundStatus(
    refundNo: string,
    state: GatewayRefundState,
  ): Promise<Result<null, NotFound>> {
    if (!this.#storage.order()) return NOT_FOUND;
    this.#refunds.applyStatus(refundNo, state, "notification");
    await withTimeout(SETTLE_MS_MAX, this.#followUp.advance());
    return ok(null);
  }

  /**
   * An operator refunds the order. When this returns the request is written down, refused or carried out; what is still
   * under way goes on by itself. Asked again, it answers how far it is.
   */
  async refund(request: RefundInput): Promise<Result<RefundStatus, RefundRefusal>> {
    if (!this.#storage.order()) return NOT_FOUND;
    const asked = this.#reversal.ask(request);
    if (!asked.ok) return asked;
    await withTimeout(
      REFUND_MS_MAX,
      this.#followUp.advance().then(() => this.#duties()),
    );
    const standing = this.#storage.refundRequests
      .all()
      .find(({ ordinal }) => ordinal === asked.value?.ordinal);
    if (standing?.refused) return err({ reason: "not-enough-left", ...standing.refused });
    return ok(refundStatus(this.#storage));
  }

  /** Takes up again the refunds that failed for good; answers their numbers. */
  async retryRefunds(by: string): Promise<Result<RefundStatus & { retried: string[] }, NotFound>> {
    if (!this.#storage.order()) return NOT_FOUND;
    const retried = this.#refunds.retry(by);
    await withTimeout(REFUND_MS_MAX, this.#duties());
    return ok({ ...refundStatus(this.#storage), retried });
  }

  /** Ends a failed refund that an operator saw given back at the gateway's console; repeats answer the same. */
  async confirmRefundedOutside(
    seen: SeenOutside,
  ): Promise<Result<RefundStatus, OutsideRefusal | NotFound>> {
    if (!this.#storage.order()) return NOT_FOUND;
    const settled = await this.#oneAtATime(() => this.#refunds.confirmOutside(seen));
    if (!settled.ok) return settled;
    await this.#followUp.advance();
    return ok(refundStatus(this.#storage));
  }

  /** Keeps on the timeline that a message claiming to be about this order was turned away. */
  noteRefusal(
    gateway: GatewayName,
    refusal: Pick<NotificationRefusal, "reason" | "detail">,
  ): Result<null, NotFound> {
    if (!this.#storage.order()) return NOT_FOUND;
    const { reason, detail } = refusal;
    this.#storage.timeline.noteBounded(this.#context.now(), "notification-refused", {
      gateway,
      reason,
      detail,
    });
    return ok(null);
  }

  /** Keeps a genuine notification that moves nothing. */
  noteNotice(gateway: GatewayName, what: string): Result<null, NotFound> {
    if (!this.#storage.order()) return NOT_FOUND;
    this.#storage.timeline.noteBounded(this.#context.now(), "notified", { gateway, what });
    return ok(null);
  }

  /** Does everything that is due now, whatever woke the object; the sweep calls it for silent orders. */
  async attend(seenVersion?: number): Promise<Result<PayState, NotFound>> {
    if (!this.#storage.order()) return NOT_FOUND;
    if (seenVersion !== undefined) this.#projectAgainIfBehind(seenVersion);
    await this.#duties();
    return ok(payState(orderIn(this.#storage)));
  }

  /**
   * A new order of the same item is wanted and this one still stands as pending in D1: ends it if its time to be paid is
   * over or it is `outdated` (its price is no longer asked), also when the gateway cannot be asked: a late payment is
   * honoured, a customer who cannot order is not. `seenVersion` is what D1 has; a lower one than was projected is put right.
   */
  async endIfSuperseded(outdated: boolean, seenVersion: number): Promise<Result<null, NotFound>> {
    const order = this.#storage.order();
    if (!order) return NOT_FOUND;
    this.#projectAgainIfBehind(seenVersion);
    if (order.placed.expiresAtMs - this.#context.now() < PAYABLE_LEFT_MS_MIN)
      await this.#oneAtATime(() => this.#ending.end("expire", { evenUnsure: true }));
    else if (outdated) await this.#oneAtATime(() => this.#ending.end("cancel"));
    await this.#followUp.advance();
    return ok(null);
  }

  /**
   * Compares what is held with the gateways' books, about `only` these numbers or all (objects/order/compare.ts). Tells D1
   * again if `seenVersion`, what it has, is behind.
   */
  async compare(
    only: string[] | null,
    seenVersion: number,
  ): Promise<Result<OrderComparison, NotFound>> {
    if (!this.#storage.order()) return NOT_FOUND;
    this.#projectAgainIfBehind(seenVersion);
    const compared = await this.#oneAtATime(() => compareWithGateways(this.#context, only));
    await this.#followUp.advance();
    return ok(compared);
  }

  /** Empties the object of an ended order that no gateway ever heard of; `kept` for every other one. */
  async forget(): Promise<Result<null, NotFound | { reason: "kept" }>> {
    if (!this.#storage.order()) return NOT_FOUND;
    if (!isForgettable(this.#storage)) return err({ reason: "kept" });
    await this.#storage.erase();
    this.#deadlines.fired();
    return ok(null);
  }

  /** D1 can lose what was projected, as when it is restored to an earlier time. */
  #projectAgainIfBehind(seenVersion: number): void {
    this.#context.write(() => this.#storage.outbox.deliverAgainIfBehind(seenVersion));
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
    this.#deadlines.fired();
    try {
      await this.#duties();
    } catch (error) {
      console.error("order alarm failed", {
        error: faultText(error),
      });
    } finally {
      this.#deadlines.arm(); // On every path: six failed retries and the platform would give the order up.
    }
  }

  async #duties(): Promise<void> {
    await this.#oneAtATime(async () => {
      const due = (atMs: number | null) => atMs !== null && atMs <= this.#context.now();
      const { expireAtMs, state } = orderIn(this.#storage);
      if (state === "pending" && due(expireAtMs)) await this.#ending.end("expire");
      const asked = this.#storage.attempts.all().filter((attempt) => due(attempt.queryAtMs));
      await askAboutAttempts(
        this.#context,
        asked.map((attempt) => attempt.tradeNo),
      );
      for (const { refundNo } of this.#storage.refunds.all())
        await this.#refunds.carryOut(refundNo);
    });
    await this.#followUp.advance();
  }

  #ownOrder({ customerId, kind }: Claimant) {
    const order = this.#storage.order();
    return order?.placed.customerId === customerId &&
      (kind === null || order.placed.sale.kind === kind)
      ? order
      : null;
  }

  #oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#conversation.then(work, work);
    this.#conversation = mine.catch(() => undefined);
    return mine;
  }
}
