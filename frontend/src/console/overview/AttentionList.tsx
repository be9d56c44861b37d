import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { whole } from "../../shared/i18n/format.ts";
import type { Attention } from "../api/types.ts";
import { useAttention } from "../attention.tsx";
import { t } from "../i18n.ts";
import { Section } from "../parts/Facts.tsx";

/** Where each is mended. */
const REMEDIES: Record<Attention["kind"], string> = {
  "stuck-orders": "/stuck-orders",
  "failed-refunds": "/refunds?state=failed",
  anomalies: "/anomalies",
  discrepancies: "/reconciliations",
  settings: "/flags",
};

/** What waits for a person, each with the way to its remedy. */
export function AttentionList() {
  const { waiting } = useAttention();
  return (
    <Section title={t("console.overview.attention")}>
      <Show when={waiting()} fallback={<span class="skeleton line" />}>
        {(all) => (
          <ul class="attention">
            <For each={all()} fallback={<li>{t("console.overview.allWell")}</li>}>
              {(one) => (
                <li>
                  <b class="attention-count">
                    {one.more
                      ? t("console.moreThan", { count: whole(one.count) })
                      : whole(one.count)}
                  </b>
                  <span>{t(`console.attention.${one.kind}`)}</span>
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
