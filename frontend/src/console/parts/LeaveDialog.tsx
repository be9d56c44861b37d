import { createLeaveGuard } from "../../shared/primitives/createLeaveGuard.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "./ActDialog.tsx";

interface LeaveDialogProps {
  isChanged: boolean;
  onDiscard: () => void;
}

/** Whoever leaves what is not saved is asked. */
export function LeaveDialog(props: LeaveDialogProps) {
  const guard = createLeaveGuard(() => props.isChanged);
  return (
    <ActDialog
      open={guard.isAsking()}
      title={t("console.leave.title")}
      desc={t("console.leave.desc")}
      facts={[]}
      act={t("console.leave.go")}
      danger
      onAct={async () => {
        props.onDiscard();
        return { ok: true, value: null };
      }}
      done={t("console.leave.done")}
      onDone={guard.leave}
      onClose={guard.stay}
    />
  );
}
