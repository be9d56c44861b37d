import {
  POLICY_OF,
  type ReversalScope,
  refundable,
  reversalKey,
  STUCK_AFTER_MS,
} from "../../domain/order/refund.ts";
import { err, invariant, ok, type Result } from "../../domain/result.ts";
import type { NotEnoughLeft, Reversed } from "../account/object.ts";
import { applyEvent, askForWork, type OrderContext, orderIn, rulesOf } from "./context.ts";
import { recordDisputed, startRefund } from "./refunds.ts";
import type { RefundRequest } from "./storage/refund-requests.ts";

export interface RefundInput {
  clawBack: ReversalScope;
  /** Shown to the customer by the gateway; may be empty. */
  reason: string;
  /** The operator's `sub`. */
  by: string;
}

export type RefundRefusal =
  | { reason: "not-found" | "nothing-paid" | "not-yet-fulfilled" }
  | ({ reason: "not-enough-left" } & NotEnoughLeft);

/**
 * An operator's refund, up to where the money moves: the request is written down, the account reverses the grant, and in
 * the same transaction that learns of it the order moves to `refunding` with its refund written down. Dying anywhere
 * leaves a request that the alarm carries on under the same key.
 */
export class Reversal {
  readonly #context: OrderContext;

  constructor(context: OrderContext) {
    this.#context = context;
  }

  /** Writes the request down, or joins the one that stands. Null when there is nothing left to refund. */
  ask({ clawBack, reason, by }: RefundInput): Result<RefundRequest | null, RefundRefusal> {
    const { storage, now, write } = this.#context;
    return write(() => {
      const order = orderIn(storage);
      const answer = refundable(order.state, isStuck(this.#context));
      if (answer === "known") return ok(null);
      if (answer !== "yes") return err({ reason: answer });
      const standing = storage.refundRequests.open();
      if (standing) return ok(standing);

      const request: RefundRequest = {
        ordinal: storage.refundRequests.all().length + 1,
        clawBack,
        reason,
        askedBy: by,
        askedAtMs: now(),
        state: "open",
        taken: null,
        refused: null,
      };
      storage.refundRequests.save(request);
      storage.timeline.note(now(), "refund-asked", { clawBack, reason, by });
      askForWork(order, now());
      storage.save(order);
      storage.outbox.changed();
      return ok(request);
    });
  }

  /** Has the account reverse the grant for the open request. Throws when the account does not answer. */
  async carryOn(): Promise<void> {
    const { storage, env, write } = this.#context;
    const request = storage.refundRequests.open();
    if (!request) return;
    const { placed, state, paidAtMs } = orderIn(storage);
    const { grant, price } = placed.sale;
    const isPlan = grant.kind === "subscription";
    const account = env.ACCOUNTS.get(env.ACCOUNTS.idFromName(placed.customerId));
    const input = {
      key: reversalKey(placed.orderNo, request.ordinal),
      orderNo: placed.orderNo,
      grant,
      policy: POLICY_OF[request.clawBack],
      unconfirmed: state === "paid",
    };
    const paid = { amount: price, atMs: paidAtMs ?? request.askedAtMs };
    const reversed = isPlan
      ? await account.reverseGrant({ ...input, paid }, await rulesOf(this.#context))
      : await account.reverseGrant(input);
    write(() => this.#applyAnswer(request, reversed));
  }

  #applyAnswer(request: RefundRequest, reversed: Result<Reversed, NotEnoughLeft>): void {
    const { storage, now } = this.#context;
    if (storage.refundRequests.open()?.ordinal !== request.ordinal) return; // Another run was faster.
    const order = orderIn(storage);
    if (!reversed.ok) {
      storage.refundRequests.save({ ...request, state: "refused", refused: reversed.error });
      storage.timeline.note(now(), "refund-refused", { ...reversed.error });
      storage.outbox.changed(); // The sweep need not look after it any more.
      return;
    }
    const paid = storage.payments.settling();
    invariant(paid, "a completed order was paid under some number");
    storage.refundRequests.save({ ...request, state: "taken", taken: reversed.value });
    storage.timeline.note(now(), "taken-back", { ...reversed.value });
    invariant(
      applyEvent(this.#context, order, "refund"),
      "a request stands only on a completed order, or on one that is stuck",
    );
    const { tradeNo, gateway } = paid;
    if (request.askedBy === BY_DISPUTE) {
      recordDisputed(this.#context, { tradeNo, gateway });
      return;
    }
    const why = request.askedBy === BY_ITSELF ? "not-grantable" : "operator";
    startRefund(this.#context, { tradeNo, gateway, why, reason: request.reason });
  }

  /** An order that its account refuses goes back to the customer by itself once it is stuck. */
  giveUp(): void {
    if (orderIn(this.#context.storage).stuck === null || !isLongPaid(this.#context)) return;
    this.ask({ clawBack: "what-is-left", reason: "", by: BY_ITSELF });
  }
}

/** In place of the operator who asked. No `sub` has brackets around it and a blank in it. */
const BY_ITSELF = "(by itself)";

/** In place of an operator: the payer's bank has taken the money back. */
export const BY_DISPUTE = "(by dispute)";

/** Paid, and its grant has been refused, or has been tried for so long that an operator may decide. */
export const isStuck = (context: OrderContext): boolean => {
  const { state, stuck } = orderIn(context.storage);
  return state === "paid" && (stuck !== null || isLongPaid(context));
};

const isLongPaid = ({ storage, now }: OrderContext): boolean => {
  const paid = storage.payments.settling();
  return paid !== undefined && now() - paid.recordedAtMs >= STUCK_AFTER_MS;
};
