import { Show } from "solid-js";
import type { Subscription } from "../../shared/api/types.ts";
import { seenControl } from "../../shared/embedding.ts";
import { day } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Banner } from "./Banner.tsx";
import type { OwnSubscription } from "./createSubscription.ts";
import { canResume, canUndo } from "./standing.ts";

interface BannersProps {
  own: OwnSubscription;
  plan: Subscription;
  checkout: "waiting" | "late" | undefined;
}

/** What is under way or planned. Each with what puts it right or undoes it. */
export function Banners(props: BannersProps) {
  return (
    <>
      <Show when={props.checkout}>
        {(state) => (
          <Banner
            title={t(`plans.subscription.checkout.${state()}`)}
            desc={t(`plans.subscription.checkout.${state()}Desc`)}
          />
        )}
      </Show>
      <Show when={props.plan.status === "past_due" && props.plan}>
        {(plan) => (
          <Banner
            icon="alert"
            tone="warning"
            title={t("plans.subscription.pastDue.title")}
            desc={t("plans.subscription.pastDue.desc", { date: day(plan().pastDueSince ?? "") })}
          >
            <Button
              look="primary"
              busy={props.own.busy() === "card"}
              onClick={() => void props.own.act("card")}
            >
              {t("plans.subscription.pastDue.card")}
            </Button>
          </Banner>
        )}
      </Show>
      <Show when={canResume(props.plan) && props.plan.cancelAt}>
        {(at) => (
          <Banner
            icon="clock"
            title={t("plans.subscription.resume.title")}
            desc={t("plans.subscription.resume.desc", {
              name: props.plan.planName,
              date: day(at()),
            })}
          >
            <Button
              ref={(element) => seenControl(element)}
              look="primary"
              busy={props.own.busy() === "resume"}
              onClick={() => void props.own.act("resume")}
            >
              {t("plans.subscription.resume.button")}
            </Button>
          </Banner>
        )}
      </Show>
      <Show when={props.plan.cancelAt === null && props.plan.pendingChange}>
        {(change) => <Planned {...props} change={change()} />}
      </Show>
    </>
  );
}

function Planned(props: BannersProps & { change: NonNullable<Subscription["pendingChange"]> }) {
  const words = () => ({ name: props.own.nameOf(props.change.planId), date: day(props.change.at) });
  return (
    <Banner
      icon="clock"
      title={t("plans.subscription.pending.title")}
      desc={t(
        canUndo(props.plan) ? "plans.subscription.pending.desc" : "plans.subscription.pending.paid",
        words(),
      )}
    >
      <Show when={canUndo(props.plan)}>
        <Button
          ref={(element) => seenControl(element)}
          busy={props.own.busy() === "resume"}
          onClick={() => void props.own.act("resume")}
        >
          {t("plans.subscription.pending.undo")}
        </Button>
      </Show>
    </Banner>
  );
}
