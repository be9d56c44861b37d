import { Show } from "solid-js";
import type { Credits } from "../api/types.ts";
import { t } from "../i18n/index.ts";
import { standingOf } from "./standing.ts";

/** Says that a balance is low or used up; nothing while there is enough. */
export function LowBadge(props: { credits: Credits }) {
  const low = () => {
    const standing = standingOf(props.credits);
    return standing === "ok" ? undefined : standing;
  };
  return (
    <Show when={low()}>
      {(standing) => <span class="badge short">{t(`credits.balance.${standing()}`)}</span>}
    </Show>
  );
}
