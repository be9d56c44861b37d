import { createUniqueId } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Modal } from "../../shared/ui/Modal.tsx";

interface LeaveDialogProps {
  open: boolean;
  onStay: () => void;
  onLeave: () => void;
}

export function LeaveDialog(props: LeaveDialogProps) {
  const title = createUniqueId();
  return (
    <Modal class="confirm-dialog" open={props.open} labelledBy={title} onClose={props.onStay}>
      <h2 id={title} tabindex="-1" autofocus>
        {t("portal.account.leave.title")}
      </h2>
      <p>{t("portal.account.leave.desc")}</p>
      <div class="dialog-actions">
        <Button onClick={props.onLeave}>{t("portal.account.leave.go")}</Button>
        <Button look="primary" onClick={props.onStay}>
          {t("portal.account.leave.stay")}
        </Button>
      </div>
    </Modal>
  );
}
