import type { DaysGranted } from "../../../domain/catalog/grants.ts";
import type { Grant } from "../../../domain/catalog/sale.ts";
import { inLanguage, type Language } from "../../../domain/language.ts";
import { type Currency, toMajor } from "../../../domain/money.ts";
import { type OrderState, paymentStatusOf } from "../../../domain/order/state.ts";
import type { OrderView, RefundView } from "../../../objects/order/view.ts";
import { type PlacedOrder, placedOrder } from "../../../store/claim.ts";
import type { OrderRow } from "../../../store/schema.ts";
import { iso } from "../time.ts";
import type { OrderCreated, OrderDetail, OrderListItem } from "./schemas.ts";

export const presentCreated = ({ orderNo, sale }: PlacedOrder): OrderCreated => ({
  orderId: orderNo,
  orderNo,
  orderAmount: toMajor(sale.price),
  currency: sale.price.currency,
});

interface Standing {
  state: OrderState;
  payingWith: number;
  paidAtMs: number | null;
}

/** Power is named by its amount, so its name needs no snapshot. */
const POWER_NAMES: Record<Language, string> = { zh: "算力充值", en: "Power", jp: "パワーチャージ" };

const nameOf = (grant: Grant, language: Language): string =>
  grant.kind === "power"
    ? `${POWER_NAMES[language]} ${grant.power + grant.givePower}`
    : inLanguage(language, grant.name, grant.names);

function presentOrder(
  placed: PlacedOrder,
  { state, payingWith, paidAtMs }: Standing,
  language: Language,
): OrderListItem {
  const { sale } = placed;
  const grant: Grant = sale.grant;
  return {
    id: placed.orderNo,
    orderNo: placed.orderNo,
    from: sale.kind,
    packageConfigId: sale.itemId,
    packageName: nameOf(grant, language),
    duration: "days" in grant ? grant.days : null,
    power: grant.kind === "power" ? grant.power + grant.givePower : null,
    ...(grant.kind === "credits" ? { credits: grant.credits } : {}),
    quantity: 1,
    totalAmount: toMajor(sale.price),
    currency: sale.price.currency,
    payType: payingWith,
    orderStatus: state,
    paymentStatus: paymentStatusOf(state),
    createdAt: iso(placed.createdAtMs),
    paidAt: paidAtMs === null ? null : iso(paidAtMs),
    expiredAt: iso(placed.expiresAtMs),
  };
}

export const presentRow = (row: OrderRow, language: Language): OrderListItem =>
  presentOrder(
    placedOrder(row),
    { state: row.state as OrderState, payingWith: row.payingWith, paidAtMs: row.paidAt },
    language,
  );

/** What was granted was taken back, as far as it was there: the end written on the order is no longer true. */
const isGivenBack = (state: OrderState): boolean => state === "refunding" || state === "refunded";

/** What was sold for a time, and when it runs; without an end, for ever. */
export type TimeSold = Omit<DaysGranted, "expiresAtMs"> & { expiresAtMs: number | null };

/** `time`: of what it sold. */
export const presentView = (
  view: OrderView,
  time: TimeSold | null,
  language: Language,
): OrderDetail => ({
  ...presentOrder(view.placed, view, language),
  ...view.notKnown,
  entitlement:
    time && !isGivenBack(view.state)
      ? {
          name: inLanguage(language, time.name, time.names),
          startsAt: time.startsAtMs === undefined ? null : iso(time.startsAtMs),
          expiresAt: time.expiresAtMs === null ? null : iso(time.expiresAtMs),
        }
      : null,
  ...(view.refund ? { refund: presentRefund(view.refund, view.placed.sale.price.currency) } : {}),
  timeline: view.story.map(({ atMs, event }) => ({ at: iso(atMs), event })),
});

const presentRefund = (
  { amountMinor, why, reason, taken }: RefundView,
  currency: Currency,
): NonNullable<OrderDetail["refund"]> => ({
  amount: toMajor({ amountMinor, currency }),
  why,
  reason,
  takenBack: taken && { amount: taken.amount, unit: taken.unit },
});
