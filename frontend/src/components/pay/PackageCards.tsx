import { createUniqueId, For, Show } from "solid-js";
import type { CozePackage } from "../../api/types.ts";
import { days, money } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Icon } from "../ui/Icon.tsx";
import { Price } from "../ui/Price.tsx";

interface PackageCardsProps {
  packages: CozePackage[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

export function PackageCards(props: PackageCardsProps) {
  const name = createUniqueId();
  return (
    <fieldset class="choice">
      <legend>{t("web-personal-rights.cozePackageCenter.selectPackage")}</legend>
      <div class="packages">
        <For each={props.packages}>
          {(item) => (
            <label
              class="card option package"
              classList={{ "sold-out": item.soldOut }}
              data-testid="package-card"
            >
              <input
                type="radio"
                name={name}
                value={item.id}
                checked={props.chosen === item.id}
                disabled={item.soldOut}
                aria-labelledby={`${name}-${item.id}-name`}
                aria-describedby={`${name}-${item.id}-about`}
                onChange={() => props.onChoose(item.id)}
              />
              <Card item={item} id={`${name}-${item.id}`} />
              <span class="ring" aria-hidden="true" />
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}

/** The name, days and price name the radio; label and content describe it. */
function Card(props: { item: CozePackage; id: string }) {
  const badge = () =>
    props.item.soldOut ? t("web-personal-rights.cozePackageCenter.soldOut") : props.item.label;
  return (
    <span class="package-body">
      <span class="badge-line">
        <Show when={badge()}>{(text) => <span class="badge">{text()}</span>}</Show>
      </span>
      <span id={`${props.id}-name`}>
        <span class="package-name">{props.item.name}</span>{" "}
        <span class="package-days muted small">{days(props.item.duration)}</span>{" "}
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
        <Show when={props.item.description}>{(text) => <span>{text()}</span>}</Show>
        <For each={props.item.content}>
          {(line) => (
            <span class="package-line">
              <Icon name="check" />
              {line}
            </span>
          )}
        </For>
      </span>
    </span>
  );
}
