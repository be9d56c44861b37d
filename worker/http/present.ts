import type { Grant } from "../domain/catalog/sale.ts";
import { type CozePackage as Coze, remainingDays } from "../domain/entitlement/coze.ts";
import { inLanguage, type Language } from "../domain/language.ts";
import type { Asset, Balance } from "../domain/ledger/assets.ts";
import { type Currency, toMajor } from "../domain/money.ts";
import { type OrderState, paymentStatusOf } from "../domain/order/state.ts";
import type { HistoryItem } from "../objects/account/history.ts";
import type { OrderView } from "../objects/order/view.ts";
import type { PlacedOrder } from "../store/claim.ts";
import { placedOrder } from "../store/claim.ts";
import type { OrderRow, PackageRow, RechargeRow } from "../store/schema.ts";
import type {
  CozeEntitlement,
  CozePackage,
  LedgerEntry,
  OrderCreated,
  OrderDetail,
  OrderListItem,
  RechargeRule,
} from "./schemas.ts";

/** Turns what the inside holds into the shapes of schemas.ts. */

const iso = (epochMs: number): string => new Date(epochMs).toISOString();
const isoOrNull = (epochMs: number | null): string | null =>
  epochMs === null ? null : iso(epochMs);

export function presentPackage(row: PackageRow, language: Language): CozePackage {
  const own = language === "zh" ? undefined : row.translations[language];
  const currency = row.currency as Currency;
  return {
    id: row.id,
    name: own?.name ?? row.name,
    label: own?.label ?? row.label,
    description: own?.description ?? row.description,
    content: own?.content ?? row.content,
    duration: row.durationDays,
    originalPrice:
      row.originalPriceMinor === null
        ? null
        : toMajor({ currency, amountMinor: row.originalPriceMinor }),
    currentPrice: toMajor({ currency, amountMinor: row.currentPriceMinor }),
    currency,
    soldOut: row.stock === 0,
  };
}

export function presentRule(row: RechargeRow, language: Language): RechargeRule {
  const currency = row.currency as Currency;
  return {
    id: row.id,
    power: row.power,
    givePower: row.givePower,
    sellPrice: toMajor({ currency, amountMinor: row.sellPriceMinor }),
    currency,
    label: (language === "zh" ? undefined : row.translations[language]?.label) ?? row.label,
  };
}

export const presentEntitlement = (
  coze: Coze,
  nowMs: number,
  language: Language,
): CozeEntitlement => ({
  name: inLanguage(language, coze.name, coze.names),
  expiresAt: iso(coze.expiresAtMs),
  remainingDays: remainingDays(coze, nowMs),
});

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
  grant.kind === "coze"
    ? inLanguage(language, grant.name, grant.names)
    : `${POWER_NAMES[language]} ${grant.power + grant.givePower}`;

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
    duration: grant.kind === "coze" ? grant.days : null,
    power: grant.kind === "power" ? grant.power + grant.givePower : null,
    quantity: 1,
    totalAmount: toMajor(sale.price),
    currency: sale.price.currency,
    payType: payingWith,
    orderStatus: state,
    paymentStatus: paymentStatusOf(state),
    createdAt: iso(placed.createdAtMs),
    paidAt: isoOrNull(paidAtMs),
    expiredAt: iso(placed.expiresAtMs),
  };
}

export const presentRow = (row: OrderRow, language: Language): OrderListItem =>
  presentOrder(
    placedOrder(row),
    { state: row.state as OrderState, payingWith: row.payingWith, paidAtMs: row.paidAt },
    language,
  );

/** Balances by asset; an asset never granted has zeros. */
export function presentBalances(balances: Balance[]) {
  const of = (asset: Asset) => {
    const { available = 0, held = 0 } = balances.find((balance) => balance.asset === asset) ?? {};
    return { available, held };
  };
  return { power: of("power"), credits: of("credits") };
}

/** A transaction as its owner reads it: what it changed of what can be spent, and what it was about. */
export function presentEntry(item: HistoryItem, language: Language): LedgerEntry {
  const { name, name_en, name_jp } = item.detail;
  const available = item.entries.find((entry) => entry.account === "available");
  const any = available ?? item.entries[0];
  return {
    id: String(item.seq),
    kind: item.kind,
    asset: any?.asset ?? null,
    amount: available?.amount ?? (typeof item.detail.days === "number" ? item.detail.days : 0),
    reference: item.reference,
    name: inLanguage(language, textOf(name) ?? "", { en: textOf(name_en), jp: textOf(name_jp) }),
    at: iso(item.atMs),
  };
}

const textOf = (value: string | number | undefined): string | null =>
  typeof value === "string" ? value : null;

/** What was granted was taken back, as far as it was there: the end written on the order is no longer true. */
const isGivenBack = (state: OrderState): boolean => state === "refunding" || state === "refunded";

export const presentView = (view: OrderView, language: Language): OrderDetail => ({
  ...presentOrder(view.placed, view, language),
  entitlement:
    view.granted && "expiresAtMs" in view.granted && !isGivenBack(view.state)
      ? {
          name: inLanguage(language, view.granted.name, view.granted.names),
          expiresAt: iso(view.granted.expiresAtMs),
        }
      : null,
  timeline: view.story.map(({ atMs, event }) => ({ at: iso(atMs), event })),
});
