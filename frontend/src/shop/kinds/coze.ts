import { days, moment } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { isYetToCome } from "../../shared/primitives/clock.ts";
import { createOrder } from "../api/coze.ts";
import type { Kind } from "./kind.ts";

/** Days of a Coze package. */
export const coze: Kind = {
  from: "coze",
  path: PATHS.coze,
  icon: "layers",
  create: ({ itemId, payType, shownAmount }) => createOrder(itemId, payType, shownAmount),
  nameOf: ({ name }) => name,
  measure: ({ duration }) => (duration === null ? "" : days(duration)),
  success({ name }, until, from) {
    if (!until) return t("web-personal-rights.cozePackageCenter.paySuccessDescPlain", { name });
    if (from && isYetToCome(from))
      return t("web-personal-rights.cozePackageCenter.paySuccessDescLater", {
        name,
        from: moment(from),
        until: moment(until),
      });
    return t("web-personal-rights.cozePackageCenter.paySuccessDesc", {
      name,
      until: moment(until),
    });
  },
  paidToast: ({ name }) => t("web-personal-rights.cozePackageCenter.paidToast", { name }),
  events: {
    view: "coze_package_view",
    select: "coze_package_select",
    order: "coze_package_create_order",
    code: "coze_package_qr_show",
    paid: "coze_package_pay_success",
  },
  texts: {
    kind: "web-personal-rights.cozePackageCenter.kind",
    item: "web-personal-rights.cozePackageCenter.item",
    select: "web-personal-rights.cozePackageCenter.selectPackage",
    pick: "web-personal-rights.cozePackageCenter.pickPackage",
    paymentMethod: "web-personal-rights.cozePackageCenter.paymentMethod",
    explain: "web-personal-rights.cozePackageCenter.explain",
    explainDefault: "web-personal-rights.cozePackageCenter.explainDefault",
    buy: "web-personal-rights.cozePackageCenter.buyNow",
    closed: "web-personal-rights.cozePackageCenter.notOpenDesc",
    empty: "web-personal-rights.cozePackageCenter.empty",
    emptyDesc: "web-personal-rights.cozePackageCenter.emptyDesc",
    qrPay: "web-personal-rights.cozePackageCenter.qrPay",
    qrCode: "web-personal-rights.cozePackageCenter.qrCode",
    qrTip: "web-personal-rights.cozePackageCenter.qrTip",
    qrExpired: "web-personal-rights.cozePackageCenter.qrExpired",
    refreshQrCode: "web-personal-rights.cozePackageCenter.refreshQrCode",
    successTitle: "web-personal-rights.cozePackageCenter.paySuccessTitle",
    continueBuy: "web-personal-rights.cozePackageCenter.continueBuy",
    viewRecord: "web-personal-rights.cozePackageCenter.viewRecord",
    toCenter: "web-personal-rights.cozePackageCenter.toCenter",
    first: "web-personal-rights.cozePackageCenter.goBuy",
  },
};
