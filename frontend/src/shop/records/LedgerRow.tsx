import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { moment } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { resultPath } from "../../shared/paths.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import type { LedgerEntry } from "../api/types.ts";
import { changeText, entryText, isOrderNumber, ledgerKindText, untilText } from "./ledger.ts";

export function LedgerRow(props: { entry: LedgerEntry }) {
  const icon = () => {
    if (props.entry.asset === null) return "layers";
    return props.entry.asset === "power" ? "bolt" : "coins";
  };
  return (
    <li class="order entry">
      <span class="record-icon">
        <Icon name={icon()} />
      </span>
      <div class="order-main">
        <p class="order-title">
          <span class="order-name">{ledgerKindText(props.entry.kind)}</span>
          <span class="muted small" lang={foreignTag(entryText(props.entry))}>
            {entryText(props.entry)}
          </span>
        </p>
        <dl class="order-facts muted small">
          <div>
            <dt>{t("web-personal-rights.records.at")}</dt>
            <dd>{moment(props.entry.at)}</dd>
          </div>
          <Show when={untilText(props.entry)}>
            {(until) => (
              <div>
                <dt>{t("web-personal-rights.records.allUntil")}</dt>
                <dd>{until()}</dd>
              </div>
            )}
          </Show>
          <Show when={props.entry.reference}>
            {(reference) => (
              <div>
                <dt>
                  {isOrderNumber(reference())
                    ? t("web-personal-rights.records.orderNo")
                    : t("web-personal-rights.records.reference")}
                </dt>
                <dd class="order-no">
                  <Show when={isOrderNumber(reference())} fallback={reference()}>
                    <A href={resultPath(reference())}>{reference()}</A>
                  </Show>
                </dd>
              </div>
            )}
          </Show>
        </dl>
      </div>
      <p class="change" classList={{ up: props.entry.amount > 0 }}>
        {changeText(props.entry)}
      </p>
    </li>
  );
}
