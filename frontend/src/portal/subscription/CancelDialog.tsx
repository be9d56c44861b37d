import { createUniqueId, For } from "solid-js";
import type { Subscription } from "../../shared/api/types.ts";
import { seenControl, seenWords } from "../../shared/embedding.ts";
import { day } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { serverNow } from "../../shared/primitives/clock.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Modal } from "../../shared/ui/Modal.tsx";
import { endsAtOnce } from "./standing.ts";

interface CancelDialogProps {
  open: boolean;
  plan: Subscription;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** What cancelling does, exactly; then one click does it. */
export function CancelDialog(props: CancelDialogProps) {
  const title = createUniqueId();
  const lines = () => {
    if (endsAtOnce(props.plan, serverNow())) return [t("plans.subscription.cancel.now")];
    const values = { name: props.plan.planName, date: day(props.plan.endDate ?? "") };
    return [
      t("plans.subscription.cancel.until", values),
      t("plans.subscription.cancel.after"),
      t("plans.subscription.cancel.refund", values),
    ];
  };
  return (
    <Modal class="confirm-dialog" open={props.open} labelledBy={title} onClose={props.onClose}>
      <h2 id={title} tabindex="-1" autofocus ref={(element) => seenWords(element)}>
        {t("plans.subscription.cancel.title")}
      </h2>
      <ul>
        <For each={lines()}>
          {(line) => (
            <li>
              <Icon name="info" class="confirm-icon" />
              <span>{line}</span>
            </li>
          )}
        </For>
      </ul>
      <div class="dialog-actions">
        <Button onClick={props.onClose}>{t("plans.subscription.cancel.keep")}</Button>
        <Button
          ref={(element) => seenControl(element)}
          look="primary"
          busy={props.busy}
          onClick={props.onConfirm}
        >
          {t("plans.subscription.cancel.confirm")}
        </Button>
      </div>
    </Modal>
  );
}
