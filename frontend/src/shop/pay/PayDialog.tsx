import { createMemo, Match, Show, Switch } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { createCountdown } from "../../shared/primitives/createCountdown.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Modal } from "../../shared/ui/Modal.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { PayWay } from "../api/types.ts";
import type { Kind } from "../kinds/kind.ts";
import { CodeStage } from "./CodeStage.tsx";
import type { Checkout } from "./checkout/createCheckout.ts";
import { announcedSeconds } from "./countdown.ts";
import { EndedStage } from "./EndedStage.tsx";
import { SuccessStage } from "./SuccessStage.tsx";
import { PAY_DIALOG_TITLE_ID } from "./title.ts";

interface PayDialogProps {
  checkout: Checkout;
  ways: PayWay[];
  kind: Kind;
}

/** A small stage: the code and its order, then success or the order's end in its place. */
export function PayDialog(props: PayDialogProps) {
  const remaining = createCountdown(() => props.checkout.state.code?.deadlineMs);
  const announced = createMemo(() => announcedSeconds(remaining()));
  const news = () => {
    const stage = props.checkout.stage();
    if (stage === "success") return t("pay.live.paid");
    const seconds = stage === "code" ? announced() : undefined;
    return seconds === undefined ? "" : t("pay.secondsLeft", { seconds });
  };
  return (
    <Modal
      class={`pay-dialog ${props.checkout.stage()}`}
      open={props.checkout.state.open}
      labelledBy={PAY_DIALOG_TITLE_ID}
      onClose={props.checkout.close}
    >
      <button
        type="button"
        class="icon-button dialog-close"
        aria-label={t("common.action.close")}
        onClick={props.checkout.close}
      >
        <Icon name="close" />
      </button>
      {/* Stays while stages change: a region that arrives together with its words is not read aloud everywhere. */}
      <p class="visually-hidden" aria-live="polite" data-testid="announcement">
        <Words text={news()} />
      </p>
      <Show when={props.checkout.state.order}>
        {(order) => (
          <Switch
            fallback={
              <CodeStage
                checkout={props.checkout}
                order={order()}
                ways={props.ways}
                kind={props.kind}
              />
            }
          >
            <Match when={props.checkout.stage() === "success"}>
              <SuccessStage order={order()} kind={props.kind} onAgain={props.checkout.close} />
            </Match>
            <Match when={props.checkout.stage() === "ended"}>
              <EndedStage
                order={order()}
                confirming={props.checkout.state.confirming}
                busy={props.checkout.state.busy === "buy"}
                onAgain={() => void props.checkout.again()}
                onClose={props.checkout.close}
              />
            </Match>
          </Switch>
        )}
      </Show>
    </Modal>
  );
}
