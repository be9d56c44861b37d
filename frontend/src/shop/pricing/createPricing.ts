import { useSearchParams } from "@solidjs/router";
import { createEffect, on, onMount } from "solid-js";
import { track } from "../../shared/analytics/track.ts";
import { useSite } from "../../shared/frame/site.tsx";
import { language } from "../../shared/i18n/index.ts";
import { readPlans } from "../../shared/plans/api.ts";
import { createRefresh } from "../../shared/primitives/createRefresh.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import type { Plan } from "../api/types.ts";
import { signInWith } from "../center/createBuying.ts";
import { createCenterCheckout } from "../center/createCenterCheckout.ts";
import { subscription } from "../kinds/subscription.ts";
import { createPlanChange } from "./createPlanChange.ts";
import { actOf, type Interval } from "./offer.ts";

/** `plan` brings a guest's choice back from signing in, and is a link to it; `interval` is what the switch shows. */
interface Query extends Record<string, string> {
  plan: string;
  interval: string;
}

/** The plans as they are for this customer, and what choosing one does. */
export function createPricing() {
  const site = useSite();
  const [query, setQuery] = useSearchParams<Query>();
  const [plans, reload] = createRemote(language, readPlans);
  createRefresh(() => reload());
  // Signed out or in elsewhere: what can be done is another customer's.
  createEffect(on(site.customer, (_now, before) => before !== undefined && void reload()));

  const isGuest = () => site.customer() === null;
  const interval = (): Interval => {
    if (query.interval === "month" || query.interval === "year") return query.interval;
    const own = plans.value?.plans.find(({ action }) => action === "current");
    return own?.interval === "year" ? "year" : "month";
  };
  const signIn = (plan?: Plan) => signInWith({ plan: plan?.id, interval: interval() });
  const checkout = createCenterCheckout(subscription, { reload: () => reload(), signIn });
  const changing = createPlanChange({
    signIn,
    onOrder: (order) => setQuery({ order }, { replace: true, scroll: false }),
    onChanged: () => void reload(),
  });
  onMount(() => track(subscription.events.view));

  function choose(plan: Plan) {
    if (subscription.events.select) track(subscription.events.select, { itemId: plan.id });
    if (isGuest()) return signIn(plan);
    changing.open(plan);
  }

  // Only opens the preview: nothing is bought that the customer has not confirmed.
  createEffect(() => {
    const wanted = query.plan;
    const known = plans.value?.plans;
    if (!wanted || !known || site.customer() === undefined) return;
    setQuery({ plan: undefined }, { replace: true, scroll: false });
    const plan = known.find(({ id }) => id === wanted);
    if (plan && !isGuest() && actOf(plan)) changing.open(plan);
  });

  return {
    plans,
    reload,
    isGuest,
    interval,
    chooseInterval: (wanted: Interval) =>
      setQuery({ interval: wanted }, { replace: true, scroll: false }),
    checkout,
    changing,
    choose,
  };
}
