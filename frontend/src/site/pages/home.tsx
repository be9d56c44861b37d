import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { useSite } from "../../shared/frame/site.tsx";
import { t } from "../../shared/i18n/index.ts";
import { Icon } from "../../shared/ui/Icon.tsx";

export default function Home() {
  const { customer, menu } = useSite();
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
      <For each={menu()}>
        {(group) => (
          <section class="home-group">
            <h2>{t(group.label)}</h2>
            <div class="home-cards">
              <For each={group.entries}>
                {({ path, menu: entry }) => (
                  <A class="card home-card" href={path}>
                    <span class="notice-icon">
                      <Icon name={entry.icon} />
                    </span>
                    <span class="home-card-title">{t(entry.label)}</span>
                    <span class="muted">{t(entry.about)}</span>
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
