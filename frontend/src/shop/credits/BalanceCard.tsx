import { A } from "@solidjs/router";
import { type JSX, Show } from "solid-js";
import type { Credits } from "../../shared/api/types.ts";
import { LowBadge } from "../../shared/credits/LowBadge.tsx";
import { day, units, whole } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { Words } from "../../shared/ui/Words.tsx";

/** What can be spent, and where each part of it comes from. */
export function BalanceCard(props: { credits: Credits; stale: boolean }) {
  return (
    <section class="card balance-card" aria-label={t("credits.balance.available")}>
      <div class="balance-sum">
        <p class="muted small">{t("credits.balance.available")}</p>
        <p class="balance-number" data-testid="available">
          <Words text={whole(props.credits.available)} />
          <LowBadge credits={props.credits} />
        </p>
        <Show when={props.credits.held > 0}>
          <p class="muted small">
            {t("credits.balance.held", { amount: units("credits", props.credits.held) })}
          </p>
        </Show>
        <Show when={props.stale}>
          <p class="balance-stale small">{t("credits.balance.stale")}</p>
        </Show>
      </div>
      <dl class="balance-origins">
        <PlanOrigin plan={props.credits.plan} />
        <Origin
          name={t("credits.origin.purchased")}
          count={props.credits.purchased}
          desc={t("credits.origin.purchasedDesc")}
        />
        <Origin
          name={t("credits.origin.other")}
          count={props.credits.other}
          desc={t("credits.origin.otherDesc")}
        />
      </dl>
    </section>
  );
}

function PlanOrigin(props: { plan: Credits["plan"] }) {
  const desc = () => {
    if (!props.plan) return t("credits.origin.planNone");
    const { resetsAt } = props.plan;
    return resetsAt
      ? t("credits.origin.planUntil", { date: day(resetsAt) })
      : t("credits.origin.planOnce");
  };
  const share = () => {
    const { granted, left } = props.plan ?? { granted: 0, left: 0 };
    return granted > 0 ? Math.min(1, Math.max(0, left / granted)) : 0;
  };
  return (
    <Origin
      name={t("credits.origin.plan")}
      count={props.plan?.left ?? 0}
      of={props.plan?.granted}
      desc={desc()}
      bar={
        <span class="balance-bar" aria-hidden="true">
          <span style={{ transform: `scaleX(${share()})` }} />
        </span>
      }
      below={
        <A class="small" href={PATHS.pricing}>
          {t("credits.origin.upgrade")}
        </A>
      }
    />
  );
}

interface OriginProps {
  name: string;
  count: number;
  of?: number | undefined;
  desc: string;
  bar?: JSX.Element;
  below?: JSX.Element;
}

function Origin(props: OriginProps) {
  return (
    <div>
      <dt class="muted small">{props.name}</dt>
      <dd>
        <span>
          <span class="origin-count">
            <Words text={whole(props.count)} />
          </span>
          <Show when={props.of !== undefined}>
            {" "}
            <span class="muted small">
              {t("credits.origin.planOf", { granted: whole(props.of ?? 0) })}
            </span>
          </Show>
        </span>
        {props.bar}
        <span class="origin-desc muted small">
          <Words text={props.desc} />
        </span>
        {props.below}
      </dd>
    </div>
  );
}

/** The same card while the balance is read. */
export function BalanceSkeleton() {
  return (
    <div class="card balance-card">
      <div class="balance-sum">
        <span class="skeleton line thin w-5" />
        <span class="skeleton balance-number-wait" />
      </div>
      <div class="balance-origins">
        <OriginSkeleton />
        <OriginSkeleton />
        <OriginSkeleton />
      </div>
    </div>
  );
}

const OriginSkeleton = () => (
  <div>
    <span class="skeleton line thin w-5" />
    <span class="skeleton line w-4" />
    <span class="skeleton line thin w-8" />
  </div>
);
