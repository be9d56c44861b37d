import { type JSX, Show } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Price } from "../../shared/ui/Price.tsx";
import { Words } from "../../shared/ui/Words.tsx";

interface BuyBarProps {
  total: { amount: string; currency: string } | undefined;
  /** What is still to be chosen; undefined when all is. */
  missing: string | undefined;
  /** What buying it would do, where that needs saying. */
  note?: JSX.Element;
  label: string;
  busy: boolean;
  onBuy: () => void;
}

/** The total and the button, always in reach at the bottom. */
export function BuyBar(props: BuyBarProps) {
  return (
    <div class="buy-bar">
      <div class="buy-bar-inside">
        <div class="buy-note small" aria-live="polite">
          {props.note}
        </div>
        <p class="buy-total" aria-live="polite">
          <span class="buy-sum">
            <span class="muted">{t("pay.center.total")}</span>
            <Show when={props.total} fallback={<span class="price medium">–</span>}>
              {(total) => (
                <Price amount={total().amount} currency={total().currency} class="medium" />
              )}
            </Show>
          </span>
          <Show when={props.missing}>
            {(text) => (
              <span class="muted small">
                <Words text={text()} />
              </span>
            )}
          </Show>
        </p>
        <Button
          look="primary"
          class="tall"
          disabled={props.missing !== undefined}
          busy={props.busy}
          onClick={props.onBuy}
        >
          {props.label}
        </Button>
      </div>
    </div>
  );
}
