import { Show } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { TERMS_PATH } from "../../shared/paths.ts";
import { createCountdown } from "../../shared/primitives/createCountdown.ts";
import { createMediaQuery } from "../../shared/primitives/createMediaQuery.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { CopyButton } from "../../shared/ui/CopyButton.tsx";
import { Phrase } from "../../shared/ui/Phrase.tsx";
import { Price } from "../../shared/ui/Price.tsx";
import { SignInLink } from "../../shared/ui/SignInLink.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import { gatewayOf } from "../api/payways.ts";
import type { PayWay } from "../api/types.ts";
import { type Kind, soldText } from "../kinds/kind.ts";
import { CardPanel } from "./CardPanel.tsx";
import { CodePanel } from "./CodePanel.tsx";
import type { Checkout } from "./checkout/createCheckout.ts";
import type { CheckoutOrder } from "./checkout/order.ts";
import { LiveLine } from "./LiveLine.tsx";
import { liveState } from "./liveState.ts";
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

const appOf = (order: CheckoutOrder): string => t(`pay.app.${gatewayOf(order.payType)}`);
const isByCard = (order: CheckoutOrder): boolean => gatewayOf(order.payType) === "stripe";

export function CodeStage(props: CodeStageProps) {
  const remaining = createCountdown(() => props.checkout.state.code?.deadlineMs);
  const isPhone = createMediaQuery(PHONE);
  const app = () => appOf(props.order);
  const isCard = () => isByCard(props.order);
  const received = () => props.checkout.stage() === "received";
  const expired = () => props.checkout.state.code !== undefined && remaining() === 0;
  const covered = () => expired() || props.checkout.state.replaced;
  /** Also where the order's own way has been switched off since. */
  const otherWays = () => props.ways.some((way) => way.payType !== props.order.payType);
  const live = () => liveState(props.checkout, expired());

  return (
    <div class="stage">
      <Panel
        checkout={props.checkout}
        order={props.order}
        kind={props.kind}
        remaining={remaining()}
        covered={covered()}
      />
      <div class="stage-side">
        {/* The focus starts on the title: the buttons here act on money. */}
        <h2 id={PAY_DIALOG_TITLE_ID} tabindex="-1" autofocus>
          <Words
            text={isCard() ? t("pay.card.title") : t(props.kind.texts.qrPay, { app: app() })}
          />
        </h2>
        <p class="stage-amount">
          <span class="visually-hidden">{t("pay.amount")}</span>
          <Price amount={props.order.amount} currency={props.order.currency} class="large" />
        </p>
        <Facts order={props.order} kind={props.kind} />
        <Show when={!received() && otherWays() && !props.checkout.state.confirming}>
          <PayWays
            compact
            ways={props.ways}
            chosen={props.order.payType}
            label={t("pay.switchWay")}
            onChoose={(payType) => void props.checkout.changePayWay(payType)}
          />
        </Show>
        <LiveLine state={live()} />
        <Show when={live() === "signedOut"}>
          <SignInLink />
        </Show>
        <Show when={isPhone() && !received() && !isCard()}>
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
          <Actions
            checkout={props.checkout}
            kind={props.kind}
            covered={covered() || isCard()}
            card={isCard()}
          />
          <Terms />
        </Show>
      </div>
    </div>
  );
}

interface PanelProps {
  checkout: Checkout;
  order: CheckoutOrder;
  kind: Kind;
  remaining: number;
  covered: boolean;
}

/** What is paid by: the code to scan, or the way to the card's page. */
function Panel(props: PanelProps) {
  const received = () => props.checkout.stage() === "received";
  return (
    <Show
      when={!isByCard(props.order)}
      fallback={
        <CardPanel
          payType={props.order.payType}
          code={props.checkout.state.code}
          failure={props.checkout.state.codeFailure}
          received={received()}
          covered={props.covered}
          confirming={props.checkout.state.confirming}
          busy={props.checkout.state.busy === "code"}
          onRefresh={() => void props.checkout.refresh()}
        />
      }
    >
      <CodePanel
        code={props.checkout.state.code}
        failure={props.checkout.state.codeFailure}
        payType={props.order.payType}
        remaining={props.remaining}
        received={received()}
        busy={props.checkout.state.busy === "code"}
        label={t(props.kind.texts.qrCode)}
        replaced={props.checkout.state.replaced}
        expiredText={t(props.kind.texts.qrExpired)}
        refreshText={t(props.kind.texts.refreshQrCode)}
        tip={t(props.kind.texts.qrTip, { app: appOf(props.order) })}
        onRefresh={() => void props.checkout.refresh()}
      />
    </Show>
  );
}

function Facts(props: { order: CheckoutOrder; kind: Kind }) {
  return (
    <dl class="facts">
      <div>
        <dt>{t(props.kind.texts.item)}</dt>
        <dd>
          <Words text={soldText(props.kind, props.order)} name={props.kind.nameOf(props.order)} />
        </dd>
      </div>
      <div>
        <dt>{t("pay.orderNo")}</dt>
        <dd>
          <span class="order-no" translate="no">
            {props.order.orderNo}
          </span>{" "}
          <CopyButton text={props.order.orderNo} what={t("pay.orderNo")} />
        </dd>
      </div>
    </dl>
  );
}

function Actions(props: { checkout: Checkout; kind: Kind; covered: boolean; card: boolean }) {
  const fetching = () => props.checkout.state.busy === "code";
  return (
    <div class="stage-actions">
      {/* A covered code carries its own. */}
      <Show when={!props.covered || (fetching() && !props.card)}>
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
  );
}

/** In a window of its own: the dialog stays as it is. */
const Terms = () => (
  <p class="terms muted small">
    <Phrase
      text={t("pay.center.terms")}
      parts={{
        link: (
          <a href={TERMS_PATH} target="_blank" rel="noopener">
            {t("pay.center.termsLink")}
          </a>
        ),
      }}
    />
  </p>
);
