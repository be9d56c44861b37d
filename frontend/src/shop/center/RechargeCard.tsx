import { Show } from "solid-js";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { units, whole } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { Price } from "../../shared/ui/Price.tsx";
import type { RechargeRule } from "../api/types.ts";

/** Power and price name the radio; the label and what is given on top describe it. */
export function RechargeCard(props: { rule: RechargeRule; id: string }) {
  return (
    <span class="package-body">
      <span class="badge-line">
        <Show when={props.rule.label}>
          {(text) => (
            <span class="badge" lang={foreignTag(text())}>
              {text()}
            </span>
          )}
        </Show>
      </span>
      <span id={`${props.id}-name`} class="package-title">
        <span class="package-name">{units("power", props.rule.power)}</span>{" "}
        <span class="package-price">
          <Price amount={props.rule.sellPrice} currency={props.rule.currency} class="large" />
        </span>
      </span>
      <span id={`${props.id}-about`} class="package-gift small">
        <Show when={props.rule.givePower > 0}>
          <span class="gift">
            {t("web-personal-rights.rechargeCenter.givePower", {
              count: whole(props.rule.givePower),
            })}
          </span>{" "}
          <span class="muted">
            {t("web-personal-rights.rechargeCenter.arrives", {
              amount: units("power", props.rule.power + props.rule.givePower),
            })}
          </span>
        </Show>
      </span>
    </span>
  );
}
