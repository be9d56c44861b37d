import { A } from "@solidjs/router";
import { onMount } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { PATHS, resultPath } from "../../shared/paths.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { Kind } from "../kinds/kind.ts";
import type { CheckoutOrder } from "./checkout/order.ts";
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
      <p>
        <Words
          text={props.kind.success(props.order, props.order.until, props.order.startsAt)}
          name={props.kind.nameOf(props.order)}
        />
      </p>
      <div class="stage-actions">
        <Button onClick={props.onAgain}>{t(props.kind.texts.continueBuy)}</Button>
        <A class="button primary" href={PATHS.records}>
          {t(props.kind.texts.viewRecord)}
        </A>
      </div>
      <A class="small" href={resultPath(props.order.id)}>
        {t("pay.viewResult")}
      </A>
    </div>
  );
}
