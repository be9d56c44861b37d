import { Show } from "solid-js";
import type { Subscription } from "../../shared/api/types.ts";
import { t } from "../../shared/i18n/index.ts";
import { Gate } from "../Gate.tsx";
import { Banners } from "../subscription/Banners.tsx";
import { CreditsCard } from "../subscription/CreditsCard.tsx";
import { createCheckoutReturn } from "../subscription/createCheckoutReturn.ts";
import { createSubscription, type OwnSubscription } from "../subscription/createSubscription.ts";
import { History } from "../subscription/History.tsx";
import { PlanCard } from "../subscription/PlanCard.tsx";

/** The customer's plan: what it is, when it renews or ends, its credits, and what can be done with it. */
export default function SubscriptionPage() {
  const own = createSubscription();
  const checkout = createCheckoutReturn(() => own.plan.value, own.reload);
  return (
    <Gate
      remote={own.plan}
      isGuest={own.isGuest()}
      signInDesc={t("plans.subscription.signInDesc")}
      skeleton={<Skeleton />}
      onRetry={() => void own.reload()}
    >
      {(plan) => <Content own={own} plan={plan()} checkout={checkout.state()} />}
    </Gate>
  );
}

interface ContentProps {
  own: OwnSubscription;
  plan: Subscription;
  checkout: "waiting" | "late" | undefined;
}

function Content(props: ContentProps) {
  return (
    <div class="portal">
      <Banners {...props} />
      <PlanCard own={props.own} plan={props.plan} />
      <Show when={props.own.credits.value} fallback={<Wait />}>
        {(credits) => <CreditsCard credits={credits()} />}
      </Show>
      <Show when={props.own.orders.value}>
        {(orders) => (
          <History orders={orders().items} renewsByCard={props.plan.source === "stripe"} />
        )}
      </Show>
    </div>
  );
}

const Wait = () => (
  <section class="card portal-card portal-wait">
    <span class="skeleton line w-5" />
    <span class="skeleton price-wait w-7" />
    <span class="skeleton line thin w-8" />
    <span class="skeleton line thin w-8" />
  </section>
);

const Skeleton = () => (
  <div class="portal" role="status" aria-label={t("common.label.loading")}>
    <Wait />
    <Wait />
  </div>
);
