import { For } from "solid-js";
import { moneyParts } from "../i18n/format.ts";

/** Figures large, the currency beside them small. */
export function Price(props: { amount: string; currency: string; class?: string }) {
  return (
    <span class={`price ${props.class ?? ""}`} translate="no">
      <For each={moneyParts(props.amount, props.currency)}>
        {(part) => <span class={`price-${part.role}`}>{part.text}</span>}
      </For>
    </span>
  );
}
