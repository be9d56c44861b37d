import {
  POLICY_OF,
  type ReversalScope,
  refundable,
  reversalKey,
} from "../../domain/order/refund.ts";
import { err, invariant, ok, type Result } from "../../domain/result.ts";
import type { NotEnoughLeft, Reversed } from "../account/object.ts";
import { applyEvent, bumpVersion, type OrderContext, orderIn } from "./context.ts";
import { startRefund } from "./settle.ts";
import type { RefundRequest } from "./storage.ts";

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
 * An operator's refund, up to where the money moves: the wish is written down, the account gives back, and in the same
 * transaction that learns of it the order moves to `refunding` with its refund written down. Dying anywhere leaves a wish
 * that the alarm carries on under the same key.
 */
export class Reversal {
  readonly #context: OrderContext;

  constructor(context: OrderContext) {
    this.#context = context;
  }

  /** Writes the wish down, or joins the one that stands. Null when there is nothing left to wish. */
  ask({ clawBack, reason, by }: RefundInput): Result<RefundRequest | null, RefundRefusal> {
    const { book, now, write } = this.#context;
    return write(() => {
      const order = orderIn(book);
      const answer = refundable(order.state);
      if (answer === "known") return ok(null);
      if (answer !== "yes") return err({ reason: answer });
      const standing = book.openRequest();
      if (standing) return ok(standing);

      const wish: RefundRequest = {
        ordinal: book.refundRequests().length + 1,
        clawBack,
        reason,
        askedBy: by,
        askedAtMs: now(),
        state: "open",
        taken: null,
        refused: null,
      };
      book.saveRequest(wish);
      book.note(now(), "refund-asked", { clawBack, reason, by });
      bumpVersion(order, now()); // Sets the alarm that carries it on.
      book.save(order);
      return ok(wish);
    });
  }

  /** Asks the account for what the open wish takes back. Throws when the account does not answer. */
  async carryOn(): Promise<void> {
    const { book, env, write } = this.#context;
    const wish = book.openRequest();
    if (!wish) return;
    const { placed } = orderIn(book);
    const account = env.ACCOUNTS.get(env.ACCOUNTS.idFromName(placed.customerId));
    const taken = await account.reverseGrant({
      key: reversalKey(placed.orderNo, wish.ordinal),
      orderNo: placed.orderNo,
      grant: placed.sale.grant,
      policy: POLICY_OF[wish.clawBack],
    });
    write(() => this.#learn(wish, taken));
  }

  #learn(wish: RefundRequest, taken: Result<Reversed, NotEnoughLeft>): void {
    const { book, now } = this.#context;
    if (book.openRequest()?.ordinal !== wish.ordinal) return; // Another run was faster.
    const order = orderIn(book);
    if (!taken.ok) {
      book.saveRequest({ ...wish, state: "refused", refused: taken.error });
      book.note(now(), "refund-refused", { ...taken.error });
      bumpVersion(order, now()); // D1 need not look after it any more.
      book.save(order);
      return;
    }
    const paid = book.settlingTrade();
    invariant(paid, "a completed order was paid under some number");
    book.saveRequest({ ...wish, state: "taken", taken: taken.value });
    book.note(now(), "taken-back", { ...taken.value });
    invariant(applyEvent(order, "refund", now()), "a wish stands only on a completed order");
    startRefund(
      book,
      { tradeNo: paid.number, gateway: paid.gateway, why: "operator", reason: wish.reason },
      order,
      now(),
    );
  }
}
