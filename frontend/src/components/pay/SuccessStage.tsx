import { A } from "@solidjs/router";
import { onMount } from "solid-js";
import { moment } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import type { CheckoutOrder } from "../../primitives/createCheckout.ts";
import { PATHS } from "../../routes.ts";
import { Button } from "../ui/Button.tsx";
import { LiveLine } from "./LiveLine.tsx";
import { Tick } from "./Tick.tsx";
import { type CheckoutTexts, PAY_DIALOG_TITLE_ID } from "./texts.ts";

interface SuccessStageProps {
  order: CheckoutOrder;
  texts: CheckoutTexts;
  onAgain: () => void;
}

export function SuccessStage(props: SuccessStageProps) {
  let title!: HTMLHeadingElement;
  onMount(() => title.focus());
  const desc = () =>
    props.order.until
      ? t(props.texts.successDesc, { name: props.order.name, until: moment(props.order.until) })
      : t(props.texts.successDescPlain, { name: props.order.name });

  return (
    <div class="stage-end">
      <Tick />
      <h2 id={PAY_DIALOG_TITLE_ID} tabindex="-1" ref={title}>
        {t(props.texts.successTitle)}
      </h2>
      <p>{desc()}</p>
      <div class="visually-hidden">
        <LiveLine state="paid" />
      </div>
      <div class="stage-actions">
        <Button onClick={props.onAgain}>{t(props.texts.continueBuy)}</Button>
        <A class="button primary" href={PATHS.records}>
          {t(props.texts.viewRecord)}
        </A>
      </div>
    </div>
  );
}
