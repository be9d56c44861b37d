import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { Icon } from "../components/ui/Icon.tsx";
import { t } from "../i18n/index.ts";
import { useCenter } from "../primitives/center.tsx";
import { menuGroups } from "../routes.ts";

export default function Home() {
  const { customer, isCozeOpen } = useCenter();
  return (
    <div class="page home">
      <div class="hero">
        <p class="hero-over">
          <Show when={customer()} fallback={t("common.brand")}>
            {(known) => t("common.home.welcome", { name: known().username })}
          </Show>
        </p>
        <h1>{t("common.home.title")}</h1>
        <p class="hero-lead">{t("common.home.lead")}</p>
      </div>
      <For each={menuGroups(() => !isCozeOpen())}>
        {(group) => (
          <section class="home-group">
            <h2>{t(group.label)}</h2>
            <div class="home-cards">
              <For each={group.entries}>
                {({ path, menu }) => (
                  <A class="card home-card" href={path}>
                    <span class="notice-icon">
                      <Icon name={menu.icon} />
                    </span>
                    <span class="home-card-title">{t(menu.label)}</span>
                    <span class="muted">{t(menu.about)}</span>
                    <span class="home-card-enter" aria-hidden="true">
                      {t("common.home.enter")}
                      <Icon name="forward" />
                    </span>
                  </A>
                )}
              </For>
            </div>
          </section>
        )}
      </For>
    </div>
  );
}
