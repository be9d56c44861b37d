import { units } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { purchasePack } from "../api/credits.ts";
import type { Kind } from "./kind.ts";

/** Packs of credits, which the first credit system sells. They do not end. */
export const credits: Kind = {
  from: "credits",
  path: PATHS.credits,
  icon: "coins",
  create: ({ itemId, payType, shownAmount }) => purchasePack(itemId, payType, shownAmount),
  nameOf: ({ name }) => name,
  measure: ({ credits: count }) => (count === undefined ? "" : units("credits", count)),
  success: ({ credits: count }) =>
    t("credits.pack.successDesc", { amount: units("credits", count ?? 0) }),
  paidToast: ({ credits: count }) =>
    t("credits.pack.paidToast", { amount: units("credits", count ?? 0) }),
  events: {
    view: "credit_pack_view",
    select: "credit_pack_select",
    order: "credit_pack_create_order",
    code: "credit_pack_qr_show",
    paid: "credit_pack_pay_success",
  },
  texts: {
    kind: "credits.pack.kind",
    item: "credits.pack.item",
    select: "credits.pack.select",
    pick: "credits.pack.pick",
    paymentMethod: "credits.pack.paymentMethod",
    explain: "credits.pack.explain",
    explainDefault: "credits.pack.explainDefault",
    buy: "credits.pack.buy",
    closed: "credits.pack.closedDesc",
    empty: "credits.pack.empty",
    emptyDesc: "credits.pack.emptyDesc",
    qrPay: "credits.pack.qrPay",
    qrCode: "credits.pack.qrCode",
    qrTip: "credits.pack.qrTip",
    qrExpired: "credits.pack.qrExpired",
    refreshQrCode: "credits.pack.refreshQrCode",
    successTitle: "credits.pack.successTitle",
    continueBuy: "credits.pack.continueBuy",
    viewRecord: "credits.pack.viewRecord",
    toCenter: "credits.pack.toCenter",
    first: "credits.pack.first",
  },
};
