import { Show } from "solid-js";
import type { Credits } from "../../shared/api/types.ts";
import { day, units, whole } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { Words } from "../../shared/ui/Words.tsx";

/** The credits of this period with their end, and what there is besides. */
export function CreditsCard(props: { credits: Credits }) {
  return (
    <section class="card portal-card">
      <h2>{t("plans.subscription.credits")}</h2>
      <Show
        when={props.credits.plan}
        fallback={<p class="muted">{t("plans.subscription.noCredits")}</p>}
      >
        {(plan) => (
          <div>
            <p class="portal-plan">
              <b>
                <Words
                  text={t("plans.subscription.creditsOf", {
                    left: whole(plan().left),
                    granted: units("credits", plan().granted),
                  })}
                />
              </b>
            </p>
            <div class="meter" aria-hidden="true">
              <span style={{ transform: `scaleX(${shareOf(plan())})` }} />
            </div>
            <p class="muted small">
              <Words text={endText(plan().resetsAt)} />
            </p>
          </div>
        )}
      </Show>
      <dl class="facts">
        <Fact name={t("plans.subscription.available")} count={props.credits.available} always />
        <Fact name={t("plans.subscription.purchased")} count={props.credits.purchased} />
        <Fact name={t("plans.subscription.other")} count={props.credits.other} />
      </dl>
    </section>
  );
}

const shareOf = ({ left, granted }: { left: number; granted: number }): number =>
  granted === 0 ? 0 : Math.min(1, left / granted);

const endText = (resetsAt: string | null): string =>
  resetsAt
    ? t("plans.subscription.resets", { date: day(resetsAt) })
    : t("plans.subscription.noReset");

function Fact(props: { name: string; count: number; always?: boolean }) {
  return (
    <Show when={props.always || props.count !== 0}>
      <div>
        <dt>{props.name}</dt>
        <dd>
          <Words text={units("credits", props.count)} />
        </dd>
      </div>
    </Show>
  );
}
