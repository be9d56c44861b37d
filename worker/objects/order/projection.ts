import type { RefundRecord } from "../../domain/order/refund-state.ts";
import type { Batch } from "../../durable/outbox.ts";
import { projectOrder } from "../../store/orders.ts";
import type { RefundProjection } from "../../store/refunds.ts";
import { type OrderContext, orderIn } from "./context.ts";

/** Writes the order to D1 as it is now. */
export async function projectTo(
  { storage, env, now }: OrderContext,
  { version, events }: Batch,
): Promise<void> {
  const order = orderIn(storage);
  const { placed } = order;
  const requests = storage.refundRequests.all();
  await projectOrder(env, {
    placed,
    state: order.state,
    payingWith: order.payingWith,
    version,
    releaseStock: order.stockReleased && placed.sale.stockLimited,
    paidAtMs: order.paidAtMs,
    completedAtMs: order.completedAtMs,
    refunds: storage.refunds
      .all()
      .map((refund) => refundProjection(refund, placed.sale.price.currency)),
    refundAsked: requests.length === 0 ? null : storage.refundRequests.open() !== undefined,
    events,
    opened: storage.attempts.all().length > 0,
    transactionId: storage.payments.settling()?.transactionId ?? null,
    nowMs: now(),
  });
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
