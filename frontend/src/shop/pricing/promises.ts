import { day, money } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import type { Plan, Preview } from "../api/types.ts";
import { CARD_PAY_TYPE } from "./offer.ts";

/** What a customer must know before agreeing: whether it renews, what happens when, what can be undone. */
export function promises(plan: Plan, payType: number, preview: Preview): string[] {
  const date = day(preview.effectiveAt);
  const isFree = Number(preview.dueNow) === 0;
  if (plan.interval === "none") return [t("plans.change.free", { date })];
  if (plan.action === "downgrade" && isFree) return [t("plans.change.downgrade", { date })];
  if (plan.interval === "once") return [t("plans.change.lifetime")];
  if (payType !== CARD_PAY_TYPE) {
    const isLater = plan.action === "downgrade";
    return [
      ...(isLater ? [t("plans.change.downgradePaid", { date })] : []),
      t("plans.change.prepaid"),
    ];
  }
  if (isFree && plan.trialDays > 0) return [t("plans.change.trial")];
  const isCharged = plan.action === "upgrade" && plan.payTypes.length === 1;
  return [...(isCharged ? [t("plans.change.upgradeCard")] : []), t("plans.change.renews")];
}

/** On the button: what pressing it leads to. */
export function confirmText(plan: Plan, payType: number, preview: Preview | undefined): string {
  if (isSubscribingByCard(plan, payType)) return t("plans.change.toCard");
  if (!preview || Number(preview.dueNow) === 0) return t("plans.change.confirm");
  return t("plans.change.pay", { amount: money(preview.dueNow, preview.currency) });
}

/** On Stripe's page: what renews begins there. */
const isSubscribingByCard = ({ action, interval }: Plan, payType: number): boolean =>
  payType === CARD_PAY_TYPE && action === "subscribe" && interval !== "once";
