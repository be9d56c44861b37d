import { A } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import { needsSignIn } from "../../shared/api/answer.ts";
import type { Subscription } from "../../shared/api/types.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import { SignInLink } from "../../shared/ui/SignInLink.tsx";
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
    <Switch fallback={<Skeleton />}>
      <Match when={own.isGuest() || (own.plan.failure && needsSignIn(own.plan.failure))}>
        <Notice
          icon="user"
          title={t("common.guest.title")}
          desc={t("plans.subscription.signInDesc")}
        >
          <SignInLink />
        </Notice>
      </Match>
      <Match when={own.plan.value}>
        {(plan) => <Content own={own} plan={plan()} checkout={checkout.state()} />}
      </Match>
      <Match when={own.plan.failure?.code === "CENTER_CLOSED"}>
        <Closed />
      </Match>
      <Match when={own.plan.failure}>
        {(failure) => (
          <LoadFailure
            failure={failure()}
            busy={own.plan.loading}
            onRetry={() => void own.reload()}
          />
        )}
      </Match>
    </Switch>
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

/** The lock screen while the operator has switched the portal off. */
const Closed = () => (
  <Notice icon="lock" title={t("pay.center.notOpen")} desc={t("plans.subscription.closedDesc")}>
    <A class="button plain" href={PATHS.records}>
      {t("common.personalRights.records")}
    </A>
    <A class="button primary" href={PATHS.home}>
      {t("common.action.backHome")}
    </A>
  </Notice>
);

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
