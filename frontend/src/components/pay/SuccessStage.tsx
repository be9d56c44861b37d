import { A } from "@solidjs/router";
import { onMount } from "solid-js";
import { t } from "../../i18n/index.ts";
import type { Kind } from "../../kinds/kind.ts";
import type { CheckoutOrder } from "../../primitives/createCheckout.ts";
import { PATHS } from "../../routes.ts";
import { Button } from "../ui/Button.tsx";
import { Tick } from "./Tick.tsx";
import { PAY_DIALOG_TITLE_ID } from "./title.ts";

interface SuccessStageProps {
  order: CheckoutOrder;
  kind: Kind;
  onAgain: () => void;
}

export function SuccessStage(props: SuccessStageProps) {
  let title!: HTMLHeadingElement;
  onMount(() => title.focus());

  return (
    <div class="stage-end">
      <Tick />
      <h2 id={PAY_DIALOG_TITLE_ID} tabindex="-1" ref={title}>
        {t(props.kind.texts.successTitle)}
      </h2>
      <p>{props.kind.success(props.order, props.order.until)}</p>
      <div class="stage-actions">
        <Button onClick={props.onAgain}>{t(props.kind.texts.continueBuy)}</Button>
        <A class="button primary" href={PATHS.records}>
          {t(props.kind.texts.viewRecord)}
        </A>
      </div>
    </div>
  );
}
