import type { Failure } from "../api/answer.ts";
import { units } from "../i18n/format.ts";
import { maybeText, t } from "../i18n/index.ts";
import { failureText } from "../primitives/toasts.ts";

/** Why something cannot be done with a plan; one that this page does not know yet still reads as something. */
export const reasonText = (reason: string): string =>
  maybeText(`plans.pricing.reason.${reason}`) ?? t("plans.pricing.reason.other");

/** A refused change, with its reason where it has one of several. */
export const refusalText = (failure: Failure): string =>
  failure.reason === undefined ? failureText(failure) : reasonText(failure.reason);

/** "100 credits a month" */
export const creditsText = (credits: number, rule: "monthly" | "once"): string => {
  const amount = units("credits", credits);
  return rule === "once"
    ? t("plans.pricing.onceCredits", { amount })
    : t("plans.pricing.monthlyCredits", { amount });
};
