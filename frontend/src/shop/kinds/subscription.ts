import { UNEXPECTED_ANSWER } from "../../shared/api/answer.ts";
import { moment } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { isYetToCome } from "../../shared/primitives/clock.ts";
import { changePlan } from "../api/plans.ts";
import type { Kind } from "./kind.ts";

/** A plan, for a period or for ever. */
export const subscription: Kind = {
  from: "subscription",
  path: PATHS.pricing,
  icon: "tag",
  async create({ itemId, payType, shownAmount }) {
    const changed = await changePlan(itemId, payType, shownAmount);
    if (!changed.ok || changed.value.outcome === "order") return changed as never;
    // The same choice as before led to an order: anything else is another plan's state by now, which its page shows.
    return { ok: false, code: UNEXPECTED_ANSWER, title: "", status: 0, errors: [] };
  },
  nameOf: ({ name }) => name,
  measure: () => "",
  success({ name }, until, from) {
    if (from && until && isYetToCome(from))
      return t("web-personal-rights.plan.successLater", {
        name,
        from: moment(from),
        until: moment(until),
      });
    if (!until) return t("web-personal-rights.plan.successPlain", { name });
    return t("web-personal-rights.plan.success", { name, until: moment(until) });
  },
  paidToast: ({ name }) => t("web-personal-rights.plan.paidToast", { name }),
  events: {
    view: "subscription_view",
    select: "subscription_select",
    order: "subscription_create_order",
    code: "subscription_qr_show",
    paid: "subscription_pay_success",
  },
  texts: {
    kind: "web-personal-rights.plan.kind",
    item: "web-personal-rights.plan.item",
    closed: "web-personal-rights.plan.closed",
    toCenter: "web-personal-rights.plan.toCenter",
    first: "web-personal-rights.plan.first",
    // What has no plan in it reads as it does of packages.
    select: "web-personal-rights.plan.first",
    pick: "web-personal-rights.plan.first",
    buy: "web-personal-rights.cozePackageCenter.buyNow",
    empty: "web-personal-rights.cozePackageCenter.empty",
    emptyDesc: "web-personal-rights.cozePackageCenter.emptyDesc",
    explain: "web-personal-rights.cozePackageCenter.explain",
    explainDefault: "web-personal-rights.cozePackageCenter.explainDefault",
    paymentMethod: "web-personal-rights.cozePackageCenter.paymentMethod",
    qrPay: "web-personal-rights.cozePackageCenter.qrPay",
    qrCode: "web-personal-rights.cozePackageCenter.qrCode",
    qrTip: "web-personal-rights.cozePackageCenter.qrTip",
    qrExpired: "web-personal-rights.cozePackageCenter.qrExpired",
    refreshQrCode: "web-personal-rights.cozePackageCenter.refreshQrCode",
    successTitle: "web-personal-rights.cozePackageCenter.paySuccessTitle",
    continueBuy: "pay.ended.close",
    viewRecord: "web-personal-rights.cozePackageCenter.viewRecord",
  },
};
