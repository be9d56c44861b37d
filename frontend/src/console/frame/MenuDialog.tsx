import { Dialog } from "@kobalte/core/dialog";
import { Icon } from "../../shared/ui/Icon.tsx";
import { t } from "../i18n.ts";
import { Menu } from "./Menu.tsx";

/** The menu of a narrow screen. */
export function MenuDialog(props: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class="act-overlay" />
        <Dialog.Content class="console-drawer">
          <div class="act-head">
            <Dialog.Title class="console-name">{t("console.name")}</Dialog.Title>
            <Dialog.CloseButton class="icon-button" aria-label={t("common.action.close")}>
              <Icon name="close" />
            </Dialog.CloseButton>
          </div>
          <Menu />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog>
  );
}
