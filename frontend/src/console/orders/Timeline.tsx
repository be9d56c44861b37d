import { For } from "solid-js";
import type { OrderFile } from "../api/types.ts";
import { exactly } from "../format.ts";
import { named, t } from "../i18n.ts";
import { Section } from "../parts/Facts.tsx";
import { detailOf } from "./detail.ts";

/** Everything that touched the order, the latest first. */
export function Timeline(props: { file: OrderFile }) {
  const entries = () => [...props.file.timeline].reverse();
  return (
    <Section title={t("console.order.timeline")}>
      <ol class="timeline">
        <For each={entries()}>
          {(entry) => (
            <li>
              <time datetime={entry.at}>{exactly(entry.at)}</time>
              <span>
                <b>{named(`console.timeline.${entry.event}`)}</b>{" "}
                <span class="muted small number">{detailOf(entry.data, exactly)}</span>
              </span>
            </li>
          )}
        </For>
      </ol>
    </Section>
  );
}
