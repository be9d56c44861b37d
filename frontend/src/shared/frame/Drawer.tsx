import { t } from "../i18n/index.ts";
import type { MenuGroup } from "../pages.ts";
import { Icon } from "../ui/Icon.tsx";
import { Modal } from "../ui/Modal.tsx";
import { Menu } from "./Menu.tsx";

const TITLE_ID = "drawer-title";

interface DrawerProps {
  open: boolean;
  groups: MenuGroup[];
  onClose: () => void;
}

/** The menu of a narrow screen. */
export function Drawer(props: DrawerProps) {
  return (
    <Modal class="drawer" open={props.open} labelledBy={TITLE_ID} onClose={props.onClose}>
      <div class="drawer-head">
        <p id={TITLE_ID}>{t("common.brand")}</p>
        <button
          type="button"
          class="icon-button"
          aria-label={t("common.action.close")}
          onClick={props.onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      <Menu groups={props.groups} onFollow={props.onClose} />
    </Modal>
  );
}
