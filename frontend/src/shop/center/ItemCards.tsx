import { A } from "@solidjs/router";
import { createUniqueId, For, type JSX, Show } from "solid-js";
import { t } from "../../shared/i18n/index.ts";

interface ItemCardsProps<Item> {
  items: Item[];
  chosen: string | undefined;
  label: string;
  isSoldOut: (item: Item) => boolean;
  /** Where the customer's own unpaid order for it is paid, which may hold the last unit. */
  ownPending: (item: Item) => string | undefined;
  onChoose: (id: string) => void;
  /** Cards without a list of contents. */
  brief: boolean;
  /** What is on a card. The element `${id}-name` names its radio, `${id}-about` describes it. */
  card: (item: Item, id: string) => JSX.Element;
}

/** What is on sale as radio cards: the whole card is the target, arrow keys move. */
export function ItemCards<Item extends { id: string }>(props: ItemCardsProps<Item>) {
  const name = createUniqueId();
  return (
    <fieldset class="choice">
      <legend>{props.label}</legend>
      <div class="packages">
        <For each={props.items}>
          {(item) => (
            <label
              class="card option package"
              classList={{ "sold-out": props.isSoldOut(item), brief: props.brief }}
              data-testid="package-card"
            >
              <input
                type="radio"
                name={name}
                value={item.id}
                checked={props.chosen === item.id}
                disabled={props.isSoldOut(item)}
                aria-labelledby={`${name}-${item.id}-name`}
                aria-describedby={`${name}-${item.id}-about`}
                onChange={() => props.onChoose(item.id)}
              />
              {props.card(item, `${name}-${item.id}`)}
              <Show when={props.ownPending(item)}>
                {(path) => (
                  <A class="package-own small" href={path()}>
                    {t("pay.center.ownPending")} · {t("web-personal-rights.records.continuePay")}
                  </A>
                )}
              </Show>
              <span class="ring" aria-hidden="true" />
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
