import { units } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { submitRecharge } from "../api/recharge.ts";
import type { Kind } from "./kind.ts";

/** Power, in whole units. */
export const recharge: Kind = {
  from: "recharge",
  path: PATHS.recharge,
  icon: "bolt",
  create: ({ itemId, payType, shownAmount }) => submitRecharge(itemId, payType, shownAmount),
  // The order's stored name is in one language; the page names it in the reader's.
  nameOf: () => t("web-personal-rights.rechargeCenter.kind"),
  measure: ({ power }) => (power === null ? "" : units("power", power)),
  success: ({ power }) =>
    t("web-personal-rights.rechargeCenter.rechargeSuccessDesc", {
      amount: units("power", power ?? 0),
    }),
  paidToast: ({ power }) =>
    t("web-personal-rights.rechargeCenter.paidToast", { amount: units("power", power ?? 0) }),
  events: {
    view: "recharge_view",
    order: "recharge_create_order",
    code: "recharge_qr_load",
    paid: "recharge_pay_success",
    timeout: "recharge_qr_timeout",
    refresh: "recharge_qr_refresh",
    cancel: "recharge_pay_cancel",
  },
  texts: {
    kind: "web-personal-rights.rechargeCenter.kind",
    item: "web-personal-rights.rechargeCenter.item",
    select: "web-personal-rights.rechargeCenter.selectRechargePackage",
    pick: "web-personal-rights.rechargeCenter.pickPackage",
    paymentMethod: "web-personal-rights.rechargeCenter.paymentMethod",
    explain: "web-personal-rights.rechargeCenter.rechargeInstructions.title",
    explainDefault: "web-personal-rights.rechargeCenter.rechargeInstructions.default",
    buy: "web-personal-rights.rechargeCenter.immediatelyPurchase",
    closed: "web-personal-rights.rechargeCenter.notOpenDesc",
    empty: "web-personal-rights.rechargeCenter.empty",
    emptyDesc: "web-personal-rights.rechargeCenter.emptyDesc",
    qrPay: "web-personal-rights.rechargeCenter.qrPay",
    qrCode: "web-personal-rights.rechargeCenter.qrCode",
    qrTip: "web-personal-rights.rechargeCenter.qrTip",
    qrExpired: "web-personal-rights.rechargeCenter.qrCodeExpired",
    refreshQrCode: "web-personal-rights.rechargeCenter.refreshQrCode",
    successTitle: "web-personal-rights.rechargeCenter.rechargeSuccess",
    continueBuy: "web-personal-rights.rechargeCenter.continueRecharge",
    viewRecord: "web-personal-rights.rechargeCenter.viewRecord",
    toCenter: "web-personal-rights.rechargeCenter.toCenter",
    first: "web-personal-rights.rechargeCenter.goBuy",
  },
};
