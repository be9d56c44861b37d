import { Match, Show, Switch } from "solid-js";
import type { Failure } from "../../shared/api/answer.ts";
import { t } from "../../shared/i18n/index.ts";
import { failureText } from "../../shared/primitives/toasts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Phrase } from "../../shared/ui/Phrase.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { ShownCode } from "./checkout/state.ts";
import { clockText, isUrgent } from "./countdown.ts";
import { QrCode } from "./QrCode.tsx";

interface CodePanelProps {
  code: ShownCode | undefined;
  failure: Failure | undefined;
  payType: number;
  /** Milliseconds until the code must be refreshed. */
  remaining: number;
  received: boolean;
  /** Another page shows a later code. */
  replaced: boolean;
  busy: boolean;
  label: string;
  expiredText: string;
  refreshText: string;
  tip: string;
  onRefresh: () => void;
}

/** The code, what may cover it, and its time as a bar and as text. */
export function CodePanel(props: CodePanelProps) {
  const expired = () =>
    props.code !== undefined && !props.busy && (props.remaining === 0 || props.replaced);
  const share = () => (props.code ? props.remaining / props.code.totalMs : 0);

  return (
    <div class="code-panel">
      <div class="code-box" classList={{ covered: expired() || props.received || props.busy }}>
        <Show
          when={props.code}
          fallback={
            <Show when={!props.failure || props.busy}>
              <span class="skeleton qr-wait" />
            </Show>
          }
        >
          {(code) => <QrCode text={code().url} payType={props.payType} label={props.label} />}
        </Show>
        <Cover {...props} expired={expired()} />
      </div>
      <div class="time-bar" classList={{ urgent: isUrgent(props.remaining) }} aria-hidden="true">
        <span style={{ transform: `scaleX(${props.received ? 0 : share()})` }} />
      </div>
      <p class="time-text muted">
        <Show when={!props.received && props.code && !expired()} fallback={<>&nbsp;</>}>
          <Phrase
            text={t("pay.timeLeft")}
            parts={{
              time: (
                <b role="timer" translate="no">
                  {clockText(props.remaining)}
                </b>
              ),
            }}
          />
        </Show>
      </p>
      {/* Their places are kept when they go: nothing on the stage moves. */}
      <div class="code-below" classList={{ gone: expired() || props.received }}>
        <p class="code-tip muted small">
          <Words text={props.tip} />
        </p>
        <Show when={props.code?.cashierUrl}>
          {(url) => (
            <a class="cashier-link small" href={url()} target="_blank" rel="noopener external">
              {t("pay.sandbox")}
              <Icon name="external" />
            </a>
          )}
        </Show>
      </div>
    </div>
  );
}

/** What lies over a code that must not be scanned, or in the place of one that did not come. */
function Cover(props: CodePanelProps & { expired: boolean }) {
  return (
    <Switch>
      <Match when={props.received}>
        <div class="code-cover">
          <span class="spinner big" aria-hidden="true" />
        </div>
      </Match>
      <Match when={props.failure && !props.busy && props.failure}>
        {(failure) => (
          <div class="code-cover">
            <p>
              <strong>{t("pay.codeFailed")}</strong>
              <br />
              <Words text={failureText(failure())} />
            </p>
            <Button look="primary" onClick={props.onRefresh}>
              {t("common.action.retry")}
            </Button>
          </div>
        )}
      </Match>
      <Match when={props.expired}>
        <div class="code-cover">
          <p>
            <Words text={props.replaced ? t("pay.codeReplaced") : props.expiredText} />
          </p>
          <Button look="primary" onClick={props.onRefresh}>
            <Icon name="refresh" />
            {props.refreshText}
          </Button>
        </div>
      </Match>
    </Switch>
  );
}
