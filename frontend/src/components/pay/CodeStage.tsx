import { Show } from "solid-js";
import { gatewayOf } from "../../api/payways.ts";
import type { PayWay } from "../../api/types.ts";
import { t } from "../../i18n/index.ts";
import { type Kind, soldText } from "../../kinds/kind.ts";
import type { Checkout, CheckoutOrder } from "../../primitives/createCheckout.ts";
import { createCountdown } from "../../primitives/createCountdown.ts";
import { createMediaQuery } from "../../primitives/createMediaQuery.ts";
import { Button } from "../ui/Button.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { Price } from "../ui/Price.tsx";
import { CodePanel } from "./CodePanel.tsx";
import { LiveLine, type LiveState } from "./LiveLine.tsx";
import { PayWays } from "./PayWays.tsx";
import { PhoneAdvice } from "./PhoneAdvice.tsx";
import { PAY_DIALOG_TITLE_ID } from "./title.ts";

interface CodeStageProps {
  checkout: Checkout;
  order: CheckoutOrder;
  ways: PayWay[];
  kind: Kind;
}

/** A screen that is also the scanner: it cannot read itself. */
const PHONE = "(pointer: coarse) and (max-width: 40em)";

export function CodeStage(props: CodeStageProps) {
  const remaining = createCountdown(() => props.checkout.state.code?.deadlineMs);
  const isPhone = createMediaQuery(PHONE);
  const app = () => t(`pay.app.${gatewayOf(props.order.payType)}`);
  const received = () => props.checkout.stage() === "received";
  const expired = () => props.checkout.state.code !== undefined && remaining() === 0;
  /** Also where the order's own way has been switched off since. */
  const otherWays = () => props.ways.some((way) => way.payType !== props.order.payType);
  const fetching = () => props.checkout.state.busy === "code";

  const live = (): LiveState => {
    if (received()) return "received";
    if (expired()) return "expired";
    if (props.checkout.state.code) return "waiting";
    return props.checkout.state.codeFailure ? "failed" : "preparing";
  };

  return (
    <div class="stage">
      <CodePanel
        code={props.checkout.state.code}
        failure={props.checkout.state.codeFailure}
        payType={props.order.payType}
        remaining={remaining()}
        received={received()}
        busy={fetching()}
        label={t(props.kind.texts.qrCode)}
        expiredText={t(props.kind.texts.qrExpired)}
        refreshText={t(props.kind.texts.refreshQrCode)}
        tip={t(props.kind.texts.qrTip, { app: app() })}
        onRefresh={() => void props.checkout.refresh()}
      />
      <div class="stage-side">
        {/* The focus starts on the title: the buttons here act on money. */}
        <h2 id={PAY_DIALOG_TITLE_ID} tabindex="-1" autofocus>
          {t(props.kind.texts.qrPay, { app: app() })}
        </h2>
        <p class="stage-amount">
          <span class="visually-hidden">{t("pay.amount")}</span>
          <Price amount={props.order.amount} currency={props.order.currency} class="large" />
        </p>
        <dl class="facts">
          <div>
            <dt>{t(props.kind.texts.item)}</dt>
            <dd>{soldText(props.kind, props.order)}</dd>
          </div>
          <div>
            <dt>{t("pay.orderNo")}</dt>
            <dd>
              <span class="order-no">{props.order.orderNo}</span>{" "}
              <CopyButton text={props.order.orderNo} what={t("pay.orderNo")} />
            </dd>
          </div>
        </dl>
        <Show when={!received() && otherWays()}>
          <PayWays
            compact
            ways={props.ways}
            chosen={props.order.payType}
            label={t("pay.switchWay")}
            onChoose={(payType) => void props.checkout.changePayWay(payType)}
          />
        </Show>
        <LiveLine state={live()} />
        <Show when={isPhone() && !received()}>
          <PhoneAdvice
            app={app()}
            alipayUrl={
              gatewayOf(props.order.payType) === "alipay" && !expired()
                ? props.checkout.state.code?.url
                : undefined
            }
          />
        </Show>
        <Show when={!received()}>
          <div class="stage-actions">
            {/* An expired code carries its own. */}
            <Show when={!expired() || fetching()}>
              <Button busy={fetching()} onClick={() => void props.checkout.refresh()}>
                {t(props.kind.texts.refreshQrCode)}
              </Button>
            </Show>
            <Button
              busy={props.checkout.state.busy === "cancel"}
              onClick={() => void props.checkout.cancel()}
            >
              {t("pay.cancel")}
            </Button>
          </div>
        </Show>
      </div>
    </div>
  );
}
