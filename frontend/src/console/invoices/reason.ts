import { t } from "../i18n.ts";

const REASON_LENGTH_MAX = 500;

/** Why an act is done, for the audit. */
export const auditReason = () => ({
  ...{ label: t("console.invoiceAct.reason"), required: true, maxLength: REASON_LENGTH_MAX },
});
