import { Match, Show, Switch } from "solid-js";
import type { Failure } from "../../shared/api/answer.ts";
import { t } from "../../shared/i18n/index.ts";
import { failureText } from "../../shared/primitives/toasts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { ShownCode } from "./checkout/state.ts";
import { PayMark } from "./PayMark.tsx";

interface CardPanelProps {
  payType: number;
  code: ShownCode | undefined;
  failure: Failure | undefined;
  received: boolean;
  /** The order's time is over, or another page shows a later way to pay. */
  covered: boolean;
  confirming: boolean;
  busy: boolean;
  onRefresh: () => void;
}

/** The one step to the gateway's own page, and what stands in its place. */
export function CardPanel(props: CardPanelProps) {
  return (
    <div class="code-panel card-panel">
      <PayMark payType={props.payType} class="large" />
      <Switch
        fallback={
          <p class="muted small">
            <Words text={t("pay.card.preparing")} />
          </p>
        }
      >
        <Match when={props.received}>
          <span class="spinner big" aria-hidden="true" />
        </Match>
        <Match when={props.confirming}>
          <p>
            <strong>{t("pay.confirming.title")}</strong>
          </p>
          <p class="muted small">
            <Words text={t("pay.confirming.desc")} />
          </p>
        </Match>
        <Match when={props.failure && !props.busy && props.failure}>
          {(failure) => (
            <>
              <p>
                <strong>{t("pay.card.failed")}</strong>
                <br />
                <Words text={failureText(failure())} />
              </p>
              <Button look="primary" onClick={props.onRefresh}>
                {t("common.action.retry")}
              </Button>
            </>
          )}
        </Match>
        <Match when={props.covered && !props.busy}>
          <Button look="primary" onClick={props.onRefresh}>
            <Icon name="refresh" />
            {t("pay.card.again")}
          </Button>
        </Match>
        <Match when={!props.busy && props.code}>
          {(code) => (
            <Show when={isPage(code().url)}>
              <p class="muted small">
                <Words text={t("pay.card.desc")} />
              </p>
              <a class="button primary" href={code().url} rel="external">
                {t("pay.card.go")}
                <Icon name="external" />
              </a>
            </Show>
          )}
        </Match>
      </Switch>
    </div>
  );
}

/** A link runs whatever its address says: only a page is led to. */
const isPage = (url: string): boolean => /^https?:\/\//.test(url);
