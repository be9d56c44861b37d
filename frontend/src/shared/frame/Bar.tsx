import { Show } from "solid-js";
import { t } from "../i18n/index.ts";
import { Icon } from "../ui/Icon.tsx";
import { Brand } from "./Brand.tsx";
import { Controls } from "./Controls.tsx";

/** At the top of every page; with a button for the menu where there is one. */
export function Bar(props: { onOpenMenu: (() => void) | undefined }) {
  return (
    <header class="bar">
      <div class="bar-start">
        <Show when={props.onOpenMenu}>
          <button
            type="button"
            class="icon-button menu-button"
            aria-label={t("common.action.openMenu")}
            aria-haspopup="dialog"
            onClick={() => props.onOpenMenu?.()}
          >
            <Icon name="menu" />
          </button>
        </Show>
        <Brand />
      </div>
      <Controls />
    </header>
  );
}
