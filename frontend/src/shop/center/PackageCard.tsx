import { For, Show } from "solid-js";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { days, money } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Price } from "../../shared/ui/Price.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { CozePackage } from "../api/types.ts";

/** The name, days and price name the radio; label and content describe it. */
export function PackageCard(props: { item: CozePackage; id: string }) {
  const badge = () =>
    props.item.soldOut ? t("web-personal-rights.cozePackageCenter.soldOut") : props.item.label;
  return (
    <span class="package-body">
      <span class="badge-line">
        <Show when={badge()}>
          {(text) => (
            <span class="badge" lang={foreignTag(text())}>
              <Words text={text()} />
            </span>
          )}
        </Show>
      </span>
      <span id={`${props.id}-name`} class="package-title">
        <span class="package-head">
          <span class="package-name" lang={foreignTag(props.item.name)}>
            {props.item.name}
          </span>{" "}
          <span class="package-days muted small">{days(props.item.duration)}</span>
        </span>{" "}
        <span class="package-price">
          <Price amount={props.item.currentPrice} currency={props.item.currency} class="large" />
          <Show when={props.item.originalPrice}>
            {(original) => (
              <s class="muted small">
                <span class="visually-hidden">
                  {t("web-personal-rights.cozePackageCenter.originalPrice")}{" "}
                </span>
                {money(original(), props.item.currency)}
              </s>
            )}
          </Show>
        </span>
      </span>
      <span id={`${props.id}-about`} class="package-about muted small">
        <Show when={props.item.description}>
          {(text) => <span lang={foreignTag(text())}>{text()}</span>}
        </Show>
        <For each={props.item.content}>
          {(line) => (
            <span class="package-line">
              <Icon name="check" />
              <span lang={foreignTag(line)}>{line}</span>
            </span>
          )}
        </For>
      </span>
    </span>
  );
}
