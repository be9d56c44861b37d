import { createStore } from "solid-js/store";
import { type Failure, needsSignIn } from "../../shared/api/answer.ts";
import { day } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { leaveFor } from "../../shared/plans/leave.ts";
import { showToast } from "../../shared/primitives/toasts.ts";
import { changePlan, previewPlan } from "../api/plans.ts";
import type { Plan, PlanChanged, Preview } from "../api/types.ts";

export interface ChangeState {
  plan: Plan | undefined;
  payType: number;
  preview: Preview | undefined;
  failure: Failure | undefined;
  /** The amount was another one when it was confirmed; the preview shows the new one. */
  repriced: boolean;
  busy: "preview" | "confirm" | undefined;
}

interface ChangeListener {
  signIn: (plan: Plan) => void;
  /** To be paid in the dialog of payments. */
  onOrder: (orderId: string) => void;
  /** What the customer has or can do has changed. */
  onChanged: () => void;
}

export type PlanChanging = ReturnType<typeof createPlanChange>;

/** A change of plan from the choice to the money: what it would do, by which way, and then the same for real. */
export function createPlanChange(listener: ChangeListener) {
  const [state, setState] = createStore<ChangeState>({
    ...{ plan: undefined, payType: 0, preview: undefined, failure: undefined },
    ...{ repriced: false, busy: undefined },
  });
  let asked = 0;

  async function ask(plan: Plan, payType: number) {
    const mine = ++asked;
    setState({ payType, failure: undefined, busy: "preview" });
    const answer = await previewPlan(plan.id, payType);
    if (mine !== asked) return;
    setState({ busy: undefined });
    if (answer.ok) return setState({ preview: answer.value });
    setState({ preview: undefined });
    refuse(plan, answer);
  }

  function refuse(plan: Plan, failure: Failure) {
    if (needsSignIn(failure)) return listener.signIn(plan);
    if (failure.code === "ALREADY_SUBSCRIBED") {
      close();
      showToast("info", t("plans.change.already"));
    } else setState({ failure });
    listener.onChanged();
  }

  async function confirm() {
    const { plan, payType, preview, busy } = state;
    if (!plan || !preview || busy) return;
    setState({ busy: "confirm", failure: undefined, repriced: false });
    const answer = await changePlan(plan.id, payType, preview.dueNow);
    if (answer.ok) return carryOn(plan, preview, answer.value);
    setState({ busy: undefined });
    if (answer.code !== "PRICE_CHANGED") return refuse(plan, answer);
    setState({ repriced: true });
    await ask(plan, payType);
  }

  function carryOn(plan: Plan, preview: Preview, changed: PlanChanged) {
    // The button stays busy until the other page is there.
    if (changed.outcome === "redirect")
      return leaveFor(changed.url, () => setState({ busy: undefined }));
    close();
    if (changed.outcome === "order") return listener.onOrder(changed.orderId);
    const isLater = changed.subscription.planId !== plan.id;
    const values = { name: plan.name, date: day(preview.effectiveAt) };
    showToast("ok", t(isLater ? "plans.change.done.later" : "plans.change.done.now", values));
    listener.onChanged();
  }

  function close() {
    asked++;
    setState({ plan: undefined, preview: undefined, failure: undefined, busy: undefined });
  }

  return {
    state,
    open(plan: Plan) {
      const [payType] = plan.payTypes;
      if (payType === undefined) return;
      setState({ plan, preview: undefined, repriced: false });
      void ask(plan, payType);
    },
    chooseWay: (payType: number) => void (state.plan && ask(state.plan, payType)),
    again: () => void (state.plan && ask(state.plan, state.payType)),
    confirm: () => void confirm(),
    close,
  };
}
