import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import type { Attention } from "../api/types.ts";
import { useAttention } from "../attention.tsx";
import { t } from "../i18n.ts";
import { Section } from "../parts/Facts.tsx";
import { waitingText } from "../waiting.ts";

/** Where each is mended. */
const REMEDIES: Record<Attention["kind"], string> = {
  "stuck-orders": "/stuck-orders",
  "failed-refunds": "/refunds?state=failed",
  anomalies: "/anomalies",
  discrepancies: "/reconciliations",
  "subscription-issues": "/subscription-issues",
  "credit-notes": "/invoice-months",
  drafts: "/invoice-months",
  settings: "/flags",
};

/** What waits for a person, each with the way to its remedy. */
export function AttentionList() {
  const { waiting, failure, loading, reload } = useAttention();
  return (
    <Section title={t("console.overview.attention")}>
      {/* What was known before stays below it. */}
      <Show when={failure()}>
        {(why) => <LoadFailure failure={why()} busy={loading()} onRetry={() => void reload()} />}
      </Show>
      <Show when={waiting()} fallback={!failure() && <span class="skeleton line" />}>
        {(all) => (
          <ul class="attention">
            <For each={all()} fallback={<li>{t("console.overview.allWell")}</li>}>
              {(one) => (
                <li>
                  <b class="attention-count">{waitingText(one)}</b>
                  <span>
                    {t(`console.attention.${one.kind}`)}
                    <Show when={one.count === null}> {t("console.overview.unread")}</Show>
                  </span>
                  <Remedy kind={one.kind} />
                </li>
              )}
            </For>
          </ul>
        )}
      </Show>
    </Section>
  );
}

function Remedy(props: { kind: Attention["kind"] }) {
  return (
    <A class="button plain" href={REMEDIES[props.kind]}>
      {t(`console.remedy.${props.kind}`)}
    </A>
  );
}
