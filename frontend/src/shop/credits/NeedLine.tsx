import { Show } from "solid-js";
import type { Credits } from "../../shared/api/types.ts";
import { units, whole } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import { missingOf } from "./need.ts";

/** Whether there is enough for what brought the customer here. It follows a purchase. */
export function NeedLine(props: { credits: Credits; needed: number; onAsk: () => void }) {
  const missing = () => missingOf(props.credits, props.needed);
  const text = () => {
    const values = {
      needed: whole(props.needed),
      available: whole(props.credits.available),
    };
    return missing() === 0
      ? t("credits.need.enough", values)
      : t("credits.need.short", { ...values, missing: units("credits", missing()) });
  };
  return (
    <div class={`card need-line ${missing() === 0 ? "enough" : "short"}`}>
      <Icon name={missing() === 0 ? "check" : "alert"} />
      <p role="status" data-testid="need">
        <Words text={text()} />
      </p>
      <Show when={missing() > 0}>
        <Button onClick={props.onAsk}>{t("credits.need.again")}</Button>
      </Show>
    </div>
  );
}
