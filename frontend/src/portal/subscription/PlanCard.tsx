import { A } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import type { Subscription } from "../../shared/api/types.ts";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { day, money } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import { CancelDialog } from "./CancelDialog.tsx";
import type { OwnSubscription } from "./createSubscription.ts";
import { canCancel, canChangeCard, hasPlan, lineOf } from "./standing.ts";

interface PlanCardProps {
  own: OwnSubscription;
  plan: Subscription;
}

/** Which plan there is, how it is paid, until when, and what can be done with it. */
export function PlanCard(props: PlanCardProps) {
  const line = () => {
    const { endDate, cancelAt } = props.plan;
    const date = cancelAt ?? endDate;
    return t(`plans.subscription.line.${lineOf(props.plan)}`, { date: date ? day(date) : "" });
  };
  return (
    <section class="card portal-card">
      <h2>{t("plans.subscription.plan")}</h2>
      <div>
        <p class="portal-plan">
          <b lang={foreignTag(props.plan.planName)}>
            <Words text={props.plan.planName} />
          </b>
          <span class={`badge status ${props.plan.status}`}>
            <Words text={t(`plans.subscription.status.${props.plan.status}`)} />
          </span>
        </p>
        <p class="muted">
          <Words text={line()} />
        </p>
      </div>
      <Show when={hasPlan(props.plan)}>
        <Facts plan={props.plan} />
      </Show>
      <Actions {...props} />
    </section>
  );
}

function Facts(props: { plan: Subscription }) {
  const end = () => {
    const { status, renews, cancelAt, endDate } = props.plan;
    if (status === "trialing" && renews) return [t("plans.subscription.trialUntil"), endDate];
    if (renews) return [t("plans.subscription.renewsOn"), endDate];
    if (cancelAt) return [t("plans.subscription.endsOn"), cancelAt];
    return [t("plans.subscription.until"), endDate];
  };
  const next = () => {
    const { nextCharge } = props.plan;
    if (!nextCharge) return t("plans.subscription.nextChargeNone");
    const amount = money(nextCharge.amount, nextCharge.currency);
    return t("plans.change.nextChargeAt", { amount, date: day(nextCharge.at) });
  };
  return (
    <dl class="facts">
      <div>
        <dt>{t("plans.subscription.sourceLabel")}</dt>
        <dd>
          <Words text={t(`plans.subscription.source.${props.plan.source}`)} />
        </dd>
      </div>
      <Show when={props.plan.startDate}>
        {(at) => (
          <div>
            <dt>{t("plans.subscription.since")}</dt>
            <dd>{day(at())}</dd>
          </div>
        )}
      </Show>
      <div>
        <dt>{end()[0]}</dt>
        <dd>{endText(end()[1])}</dd>
      </div>
      <div>
        <dt>{t("plans.subscription.nextCharge")}</dt>
        <dd>{next()}</dd>
      </div>
    </dl>
  );
}

const endText = (at: string | null | undefined): string =>
  at ? day(at) : t("plans.subscription.forever");

function Actions(props: PlanCardProps) {
  const [asking, setAsking] = createSignal(false);
  const change = () => {
    if (!hasPlan(props.plan)) return t("plans.subscription.choose");
    return props.plan.source === "prepaid"
      ? t("plans.subscription.extend")
      : t("plans.subscription.change");
  };
  return (
    <div class="portal-actions">
      <A class="button primary" href={PATHS.pricing}>
        {change()}
      </A>
      <Show when={canChangeCard(props.plan)}>
        <Button busy={props.own.busy() === "card"} onClick={() => void props.own.act("card")}>
          {t("plans.subscription.card.button")}
        </Button>
      </Show>
      <Show when={canCancel(props.plan)}>
        <Button onClick={() => setAsking(true)}>{t("plans.subscription.cancel.button")}</Button>
        <CancelDialog
          open={asking()}
          plan={props.plan}
          busy={props.own.busy() === "cancel"}
          onConfirm={() => void props.own.act("cancel").then((isTaken) => setAsking(!isTaken))}
          onClose={() => setAsking(false)}
        />
      </Show>
    </div>
  );
}
