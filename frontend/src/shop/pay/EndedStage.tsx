import { onMount, Show } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { CheckoutOrder } from "./checkout/order.ts";
import { endTexts } from "./orderTexts.ts";
import { PAY_DIALOG_TITLE_ID } from "./title.ts";

interface EndedStageProps {
  order: CheckoutOrder;
  /** It ended while a bank had yet to confirm its payment, which counts when it comes. */
  confirming: boolean;
  busy: boolean;
  onAgain: () => void;
  onClose: () => void;
}

/** The order ended without being fulfilled: what happened, and a new one. */
export function EndedStage(props: EndedStageProps) {
  let title!: HTMLHeadingElement;
  onMount(() => title.focus());
  const texts = () =>
    props.confirming
      ? { title: t("pay.confirming.title"), desc: t("pay.confirming.desc") }
      : endTexts(props.order.status, props.order);

  return (
    <div class="stage-end">
      <span class="notice-icon">
        <Icon name={props.order.status === "expired" ? "clock" : "undo"} />
      </span>
      <h2 id={PAY_DIALOG_TITLE_ID} tabindex="-1" ref={title}>
        <Words text={texts().title} />
      </h2>
      <p role="status">
        <Words text={texts().desc} />
      </p>
      <div class="stage-actions">
        <Button look={props.order.unconfirmed ? "primary" : "plain"} onClick={props.onClose}>
          {t("pay.ended.close")}
        </Button>
        {/* While it may be paid, a second order is not what is proposed. */}
        <Show when={!props.confirming}>
          <Button
            look={props.order.unconfirmed ? "plain" : "primary"}
            busy={props.busy}
            onClick={props.onAgain}
          >
            {t("pay.ended.again")}
          </Button>
        </Show>
      </div>
    </div>
  );
}
