import { createEffect, For, lazy, Match, Show, Suspense, Switch } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { optional } from "../../shared/primitives/optional.ts";
import { whenIdle } from "../../shared/primitives/whenIdle.ts";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { PayWay, Plans } from "../api/types.ts";
import { Closed } from "../center/Closed.tsx";
import { subscription } from "../kinds/subscription.ts";
import { ChangeDialog } from "../pricing/ChangeDialog.tsx";
import { createPricing } from "../pricing/createPricing.ts";
import { IntervalSwitch } from "../pricing/IntervalSwitch.tsx";
import { CARD_PAY_TYPE, hasIntervals, savingOf, shownPlans } from "../pricing/offer.ts";
import { PricingCard } from "../pricing/PricingCard.tsx";

/** Arrives while the customer chooses, so that it is there when it is needed. */
const loadPayDialog = () => import("../pay/PayDialog.tsx");
const PayDialog = lazy(async () => ({ default: (await loadPayDialog()).PayDialog }));

/** What can be subscribed to, and what this customer can do with each plan. */
export default function Pricing() {
  const pricing = createPricing();
  const { plans, checkout } = pricing;
  createEffect(() => plans.value && whenIdle(() => void optional(loadPayDialog)));
  return (
    <>
      <Switch fallback={<Skeleton />}>
        <Match when={plans.value?.plans.length === 0}>
          <Notice icon="tag" title={t("plans.pricing.empty")} desc={t("plans.pricing.emptyDesc")} />
        </Match>
        <Match when={plans.value}>{(value) => <Content pricing={pricing} value={value()} />}</Match>
        <Match when={plans.failure?.code === "CENTER_CLOSED"}>
          <Closed kind={subscription} elsewhere={undefined} />
        </Match>
        <Match when={plans.failure}>
          {(failure) => (
            <LoadFailure
              failure={failure()}
              busy={plans.loading}
              onRetry={() => void pricing.reload()}
            />
          )}
        </Match>
      </Switch>
      <ChangeDialog changing={pricing.changing} ways={plans.value?.payWayList ?? []} />
      <Show when={checkout.state.order !== undefined}>
        <Suspense>
          <PayDialog
            checkout={checkout}
            ways={waysOfOrder(plans.value, checkout.state.order?.payType)}
            kind={subscription}
          />
        </Suspense>
      </Show>
    </>
  );
}

/** An order's amount is in the currency of its way: only those of the same can take its place. */
function waysOfOrder(plans: Plans | undefined, payType: number | undefined) {
  const byCard = payType === CARD_PAY_TYPE;
  const all = plans?.payWayList ?? [];
  return all.filter((way) => (way.payType === CARD_PAY_TYPE) === byCard);
}

function Content(props: { pricing: ReturnType<typeof createPricing>; value: Plans }) {
  const shown = () => shownPlans(props.value.plans, props.pricing.interval());
  return (
    <div class="pricing">
      <Show when={hasIntervals(props.value.plans)}>
        <IntervalSwitch
          chosen={props.pricing.interval()}
          saving={savingOf(props.value.plans)}
          onChoose={props.pricing.chooseInterval}
        />
      </Show>
      <ul class="plans">
        <For each={shown()}>
          {(plan) => (
            <PricingCard
              plan={plan}
              isGuest={props.pricing.isGuest()}
              onChoose={() => props.pricing.choose(plan)}
            />
          )}
        </For>
      </ul>
      <p class="muted small pricing-note">
        <Words text={payingText(props.value.payWayList)} />
      </p>
    </div>
  );
}

/** What each way to pay does at the end of a period, of the ways that there are. */
function payingText(ways: PayWay[]): string {
  if (ways.length === 0) return t("plans.pricing.noPayWay");
  const isCard = ({ payType }: PayWay) => payType === CARD_PAY_TYPE;
  const parts = [
    ...(ways.every(isCard) ? [] : [t("plans.pricing.note")]),
    ...(ways.some(isCard) ? [t("plans.pricing.noteCard")] : []),
  ];
  return parts.join(" ");
}

const CARDS = [1, 2, 3];

function Skeleton() {
  return (
    <div class="pricing" role="status" aria-label={t("common.label.loading")}>
      <span class="skeleton interval-wait" />
      <div class="plans">
        <For each={CARDS}>
          {() => (
            <div class="card plan">
              <span class="skeleton line name-wait w-6" />
              <span class="skeleton price-wait w-7" />
              <span class="skeleton line w-8" />
              <span class="skeleton line thin w-7" />
              <span class="skeleton line thin w-8" />
              <span class="skeleton line thin w-8" />
            </div>
          )}
        </For>
      </div>
    </div>
  );
}
