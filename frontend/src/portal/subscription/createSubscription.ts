import { createSignal } from "solid-js";
import { type Failure, needsSignIn } from "../../shared/api/answer.ts";
import { currentPath, goToSignIn } from "../../shared/api/auth.ts";
import type { Subscription } from "../../shared/api/types.ts";
import { embedding } from "../../shared/embedding.ts";
import { day } from "../../shared/i18n/format.ts";
import { language, t } from "../../shared/i18n/index.ts";
import { readPlans } from "../../shared/plans/api.ts";
import { leaveFor } from "../../shared/plans/leave.ts";
import { refusalText } from "../../shared/plans/words.ts";
import { createRefresh } from "../../shared/primitives/createRefresh.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import { showToast } from "../../shared/primitives/toasts.ts";
import { actOnSubscription, readCredits, readPlanOrders, readSubscription } from "../api.ts";
import { createOwn } from "../own.ts";

export type Act = "cancel" | "resume" | "card";
export type OwnSubscription = ReturnType<typeof createSubscription>;

/** The customer's plan, its credits and its orders, kept up to date while the page is seen, and what can be done with it. */
export function createSubscription() {
  const { own, isGuest } = createOwn();
  const [plan, reloadPlan] = createRemote(own, readSubscription);
  const [credits, reloadCredits] = createRemote(own, readCredits);
  // A frame's token opens no lists of orders.
  const [orders, reloadOrders] = createRemote(
    () => (embedding() ? undefined : own()),
    readPlanOrders,
  );
  const [plans] = createRemote(
    () => (plan.value?.pendingChange ? language() : undefined),
    readPlans,
  );
  const reload = async () => {
    await Promise.all([reloadPlan(), reloadCredits(), reloadOrders()]);
  };
  createRefresh(reload);

  const [busy, setBusy] = createSignal<Act>();
  const refuse = (failure: Failure) => {
    if (needsSignIn(failure)) return goToSignIn(currentPath());
    showToast("error", refusalText(failure));
    void reload(); // It is not as the page showed it.
  };

  /** Whether it was taken: what was refused is still asked for. */
  async function act(what: Act): Promise<boolean> {
    if (busy()) return false;
    const wasCancelled = typeof plan.value?.cancelAt === "string";
    setBusy(what);
    const answer = await actOnSubscription(what);
    // The button stays busy until the other page is there.
    if (answer.ok && answer.value.outcome === "redirect") {
      leaveFor(answer.value.url, () => setBusy(undefined));
      return true;
    }
    setBusy(undefined);
    if (!answer.ok) {
      refuse(answer);
      return false;
    }
    if (answer.value.outcome === "done") tell(what, wasCancelled, answer.value.subscription);
    await reload();
    return true;
  }

  return {
    plan,
    credits,
    orders,
    reload,
    busy,
    act,
    isGuest,
    nameOf: (planId: string) => plans.value?.plans.find(({ id }) => id === planId)?.name ?? planId,
  };
}

function tell(what: Act, wasCancelled: boolean, { cancelAt }: Subscription): void {
  showToast("ok", told(what, wasCancelled, cancelAt));
}

function told(what: Act, wasCancelled: boolean, cancelAt: string | null): string {
  if (what === "resume") return t(`plans.subscription.resume.${wasCancelled ? "done" : "undone"}`);
  return cancelAt
    ? t("plans.subscription.cancel.done", { date: day(cancelAt) })
    : t("plans.subscription.cancel.doneNow");
}
