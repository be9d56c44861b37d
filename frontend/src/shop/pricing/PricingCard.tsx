import { A } from "@solidjs/router";
import { createUniqueId, For, Match, Show, Switch } from "solid-js";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { days, money } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { creditsText, reasonText } from "../../shared/plans/words.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Price } from "../../shared/ui/Price.tsx";
import { SignInLink } from "../../shared/ui/SignInLink.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { Plan } from "../api/types.ts";
import { actOf, byMonth, hindranceOf, pricesOf } from "./offer.ts";

interface PricingCardProps {
  plan: Plan;
  isGuest: boolean;
  onChoose: () => void;
}

/** A plan: what it costs, the credits that it includes, and what this customer can do with it. */
export function PricingCard(props: PricingCardProps) {
  const name = createUniqueId();
  const isOwn = () => !props.isGuest && props.plan.action === "current";
  return (
    <li class="card plan" classList={{ own: isOwn() }} data-testid="plan" aria-labelledby={name}>
      <div class="plan-head">
        <h2 id={name} lang={foreignTag(props.plan.name)}>
          {props.plan.name}
        </h2>
        <Show when={isOwn()}>
          <span class="badge status completed">{t("plans.pricing.current")}</span>
        </Show>
      </div>
      <PlanPrice plan={props.plan} />
      <PlanCredits plan={props.plan} />
      <p class="muted small plan-about" lang={foreignTag(props.plan.description)}>
        {props.plan.description}
      </p>
      <ul class="plan-features small">
        <For each={props.plan.features}>
          {(line) => (
            <li class="package-line">
              <Icon name="check" />
              <span lang={foreignTag(line)}>{line}</span>
            </li>
          )}
        </For>
      </ul>
      <PlanAction {...props} />
    </li>
  );
}

function PlanPrice(props: { plan: Plan }) {
  const prices = () => pricesOf(props.plan);
  const per = () =>
    ({
      none: "",
      once: t("plans.pricing.once"),
      month: t("plans.pricing.perMonth"),
      year: t("plans.pricing.perYear"),
    })[props.plan.interval];
  const more = () => {
    const { main, card } = prices();
    const monthly =
      props.plan.interval === "year" &&
      t("plans.pricing.aMonth", { price: money(byMonth(main.amount), main.currency) });
    const byCard = card && t("plans.pricing.byCard", { price: money(card.amount, card.currency) });
    return [monthly, byCard].filter(Boolean).join(" · ");
  };
  return (
    <div class="plan-price">
      <p>
        <Show
          when={props.plan.interval !== "none"}
          fallback={<span class="price large">{t("plans.pricing.free")}</span>}
        >
          <Price amount={prices().main.amount} currency={prices().main.currency} class="large" />{" "}
          <span class="muted small">{per()}</span>
        </Show>
      </p>
      <p class="muted small plan-more">
        <Words text={more()} />
      </p>
    </div>
  );
}

function PlanCredits(props: { plan: Plan }) {
  return (
    <p class="plan-credits">
      <Icon name="coins" />
      <span>
        <b>{creditsText(props.plan.credits, props.plan.creditRule)}</b>
        <br />
        <span class="muted small">
          {props.plan.creditRule === "once"
            ? t("plans.pricing.forever")
            : t("plans.pricing.rollover")}
        </span>
      </span>
    </p>
  );
}

/** What stops a purchase that another page can put right. */
const MENDED_IN_PORTAL = ["past-due", "change-pending", "resume-first", "is-current"];

function PlanAction(props: PricingCardProps) {
  const act = () => actOf(props.plan);
  const note = () => {
    if (props.isGuest) return "";
    const hindrance = hindranceOf(props.plan);
    if (hindrance) return reasonText(hindrance);
    const { actionReason } = props.plan;
    if (actionReason === "can-extend" || actionReason === "at-the-end")
      return reasonText(actionReason);
    return "";
  };
  const trial = () =>
    act() === "subscribe" && props.plan.trialDays > 0
      ? t("plans.pricing.trial", { days: days(props.plan.trialDays) })
      : "";
  return (
    <div class="plan-action">
      <p class="muted small plan-note">
        <Words text={note() || trial()} />
      </p>
      <Switch>
        <Match when={props.isGuest && props.plan.action === "current"}>
          <SignInLink look="plain" />
        </Match>
        <Match when={act()}>
          {(known) => (
            <Button
              look={known() === "subscribe" || known() === "upgrade" ? "primary" : "plain"}
              onClick={props.onChoose}
            >
              {t(`plans.pricing.action.${known()}`)}
              <span class="visually-hidden">{props.plan.name}</span>
            </Button>
          )}
        </Match>
        <Match when={!props.isGuest && MENDED_IN_PORTAL.includes(hindranceOf(props.plan) ?? "")}>
          <A class="button plain" href={PATHS.subscription}>
            {t("plans.pricing.action.manage")}
          </A>
        </Match>
      </Switch>
    </div>
  );
}
