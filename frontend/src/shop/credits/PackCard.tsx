import { Show } from "solid-js";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { units } from "../../shared/i18n/format.ts";
import { Price } from "../../shared/ui/Price.tsx";
import type { CreditPackage } from "../api/types.ts";

/** Credits and price name the radio; the pack's own name describes it. */
export function PackCard(props: { pack: CreditPackage; id: string }) {
  return (
    <span class="package-body">
      <span class="badge-line">
        <Show when={props.pack.label}>
          {(text) => (
            <span class="badge" lang={foreignTag(text())}>
              {text()}
            </span>
          )}
        </Show>
      </span>
      <span id={`${props.id}-name`} class="package-title">
        <span class="package-name">{units("credits", props.pack.credits)}</span>{" "}
        <span class="package-price">
          <Price amount={props.pack.price} currency={props.pack.currency} class="large" />
        </span>
      </span>
      <span id={`${props.id}-about`} class="package-about muted small">
        <span lang={foreignTag(props.pack.name)}>{props.pack.name}</span>
      </span>
    </span>
  );
}
