import { createUniqueId, For, Show } from "solid-js";
import { whole } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { INTERVALS, type Interval } from "./offer.ts";

interface IntervalSwitchProps {
  chosen: Interval;
  /** What a year saves, a whole percentage. */
  saving: number;
  onChoose: (interval: Interval) => void;
}

/** Paid by month or by year: two radios, arrow keys move. */
export function IntervalSwitch(props: IntervalSwitchProps) {
  const name = createUniqueId();
  return (
    <fieldset class="interval">
      <legend class="visually-hidden">{t("plans.pricing.intervals")}</legend>
      <For each={INTERVALS}>
        {(interval) => (
          <label class="interval-option">
            <input
              type="radio"
              name={name}
              value={interval}
              checked={props.chosen === interval}
              onChange={() => props.onChoose(interval)}
            />
            <span>{t(`plans.pricing.${interval}`)}</span>
            <Show when={interval === "year" && props.saving > 0}>
              <span class="gift small">
                {t("plans.pricing.save", {
                  percent: whole(props.saving / 100, { style: "percent" }),
                })}
              </span>
            </Show>
          </label>
        )}
      </For>
    </fieldset>
  );
}
