import type { TextKey } from "../../i18n/index.ts";

/** The heading of whatever stage is shown names the dialog. */
export const PAY_DIALOG_TITLE_ID = "pay-dialog-title";

/** The dialog's texts that each centre words for itself. */
export interface CheckoutTexts {
  qrPay: TextKey;
  qrCode: TextKey;
  qrTip: TextKey;
  qrExpired: TextKey;
  refreshQrCode: TextKey;
  successTitle: TextKey;
  /** With `name` and `until`. */
  successDesc: TextKey;
  /** With `name` alone, while the end is not known. */
  successDescPlain: TextKey;
  continueBuy: TextKey;
  viewRecord: TextKey;
}

export const COZE_TEXTS: CheckoutTexts = {
  qrPay: "web-personal-rights.cozePackageCenter.qrPay",
  qrCode: "web-personal-rights.cozePackageCenter.qrCode",
  qrTip: "web-personal-rights.cozePackageCenter.qrTip",
  qrExpired: "web-personal-rights.cozePackageCenter.qrExpired",
  refreshQrCode: "web-personal-rights.cozePackageCenter.refreshQrCode",
  successTitle: "web-personal-rights.cozePackageCenter.paySuccessTitle",
  successDesc: "web-personal-rights.cozePackageCenter.paySuccessDesc",
  successDescPlain: "web-personal-rights.cozePackageCenter.paySuccessDescPlain",
  continueBuy: "web-personal-rights.cozePackageCenter.continueBuy",
  viewRecord: "web-personal-rights.cozePackageCenter.viewRecord",
};
