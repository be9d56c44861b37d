import { A, useLocation } from "@solidjs/router";
import { For } from "solid-js";
import { t } from "../i18n/index.ts";
import type { MenuGroup } from "../pages.ts";
import { Icon } from "../ui/Icon.tsx";

export function Menu(props: { groups: MenuGroup[]; onFollow?: () => void }) {
  const location = useLocation();
  const isHere = (path: string) => location.pathname.replace(/\/+$/, "") === path;
  return (
    <nav class="menu" aria-label={t("common.label.navigation")}>
      <For each={props.groups}>
        {(group) => (
          <>
            <h2>{t(group.label)}</h2>
            <ul>
              <For each={group.entries}>
                {({ path, menu }) => (
                  <li>
                    <A
                      href={path}
                      class="menu-entry"
                      aria-current={isHere(path) ? "page" : undefined}
                      onClick={() => props.onFollow?.()}
                    >
                      <Icon name={menu.icon} />
                      {t(menu.label)}
                    </A>
                  </li>
                )}
              </For>
            </ul>
          </>
        )}
      </For>
    </nav>
  );
}
