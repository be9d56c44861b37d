import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { useSite } from "../../shared/frame/site.tsx";
import { t } from "../../shared/i18n/index.ts";
import { Icon, type IconName } from "../../shared/ui/Icon.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import { createHoldings, type Holding } from "../home/createHoldings.ts";

/** What the customer has and what it costs to go on; for a guest, what there is. */
export default function Home() {
  const { customer, menu } = useSite();
  const { holdingOf, hiddenIn } = createHoldings();
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
                  <HomeCard
                    path={path}
                    icon={entry.icon}
                    title={t(entry.label)}
                    about={t(entry.about)}
                    holding={holdingOf(path)}
                  />
                )}
              </For>
              {/* A closed centre is in no menu, but what was bought there is still the customer's. */}
              <For each={hiddenIn(group.label)}>
                {(one) => (
                  <HomeCard
                    path={one.path}
                    icon={one.icon}
                    title={one.title}
                    about=""
                    holding={one.holding}
                  />
                )}
              </For>
            </div>
          </section>
        )}
      </For>
    </div>
  );
}

interface HomeCardProps {
  path: string;
  icon: IconName;
  title: string;
  about: string;
  holding: Holding | undefined;
}

function HomeCard(props: HomeCardProps) {
  return (
    <A class="card home-card" href={props.path}>
      <span class="notice-icon">
        <Icon name={props.icon} />
      </span>
      <span class="home-card-title">{props.title}</span>
      <Show
        when={props.holding?.has}
        fallback={
          <span class="muted">
            <Words text={props.about} />
          </span>
        }
      >
        {(has) => (
          <span class="home-card-has">
            <Words text={has()} />
          </span>
        )}
      </Show>
      <Show when={props.holding?.more}>
        {(more) => (
          <span class="muted small">
            <Words text={more()} />
          </span>
        )}
      </Show>
      <span class="home-card-enter" aria-hidden="true">
        <Words text={props.holding?.cost ?? t("common.home.enter")} />
        <Icon name="forward" />
      </span>
    </A>
  );
}
