import { A, useLocation } from "@solidjs/router";
import { For, Show } from "solid-js";
import { Icon } from "../../shared/ui/Icon.tsx";
import { useAttention } from "../attention.tsx";
import { t } from "../i18n.ts";
import { type ConsolePage, MENU_GROUPS, PAGES, pageAt } from "../pages.ts";
import { useSession } from "../session.tsx";
import { waitingText } from "../waiting.ts";

/** What this role may see, with how much of it waits for somebody. */
export function Menu() {
  const { can } = useSession();
  const offered = () => PAGES.filter(({ menu, right }) => menu && can(right));
  const groups = () =>
    MENU_GROUPS.map((group) => ({
      group,
      pages: offered().filter(({ menu }) => menu?.group === group),
    })).filter(({ pages }) => pages.length > 0);
  return (
    <nav class="console-menu" aria-label={t("common.label.navigation")}>
      <For each={groups()}>
        {({ group, pages }) => (
          <>
            <h2>{t(`console.menu.${group}`)}</h2>
            <ul>
              <For each={pages}>{(page) => <Entry page={page} />}</For>
            </ul>
          </>
        )}
      </For>
    </nav>
  );
}

function Entry(props: { page: ConsolePage }) {
  const location = useLocation();
  const { countOf } = useAttention();
  const waiting = () => countOf(props.page.menu?.counts ?? []);
  /** An order's page belongs to the orders. */
  const isCurrent = () => {
    const here = pageAt(location.pathname)?.path;
    return here === props.page.path || here === `${props.page.path}/:id`;
  };
  return (
    <li>
      <A
        class="console-entry"
        href={props.page.path}
        end
        aria-current={isCurrent() ? "page" : undefined}
      >
        <Icon name={props.page.menu?.icon ?? "info"} />
        <span>{t(props.page.title)}</span>
        <Show when={waiting()}>
          {(found) => (
            <span class="console-count">
              {waitingText(found())}
              <span class="visually-hidden">{t("console.needsAttention")}</span>
            </span>
          )}
        </Show>
      </A>
    </li>
  );
}
