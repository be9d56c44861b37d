import { A, type createMemoryHistory, MemoryRouter, useLocation } from "@solidjs/router";
import {
  createEffect,
  ErrorBoundary,
  For,
  lazy,
  Match,
  on,
  type ParentProps,
  Show,
  Suspense,
  Switch,
} from "solid-js";
import { SiteProvider, useSite } from "../shared/frame/site.tsx";
import { t } from "../shared/i18n/index.ts";
import type { PageEntry } from "../shared/pages.ts";
import { openModals } from "../shared/primitives/modals.ts";
import { Button } from "../shared/ui/Button.tsx";
import { Icon } from "../shared/ui/Icon.tsx";
import { Notice } from "../shared/ui/Notice.tsx";
import { ToastRegion } from "../shared/ui/ToastRegion.tsx";
import { Words } from "../shared/ui/Words.tsx";
import type { GateState } from "./gate.ts";

interface ShellProps {
  state: GateState;
  /** None until a token says whose they are. */
  pages: readonly PageEntry[];
  /** Of the frame alone: its address stays /embed, so that a reload finds it, and the host's "back" is the host's. */
  history: ReturnType<typeof createMemoryHistory>;
  onPage(path: string): void;
  onAskAgain(): void;
}

/** Nothing of the customer's is drawn before the token was taken, or after it has ended. */
export function Shell(props: ShellProps) {
  return (
    <Switch fallback={<Wait />}>
      <Match when={props.state === "ended"}>
        <div class="embed">
          <Notice icon="clock" title={t("embed.ended")} desc={t("embed.endedDesc")}>
            <Button look="primary" onClick={props.onAskAgain}>
              {t("common.action.retry")}
            </Button>
          </Notice>
        </div>
      </Match>
      <Match when={props.state === "open" && props.pages.length > 0}>
        <Pages {...props} />
      </Match>
    </Switch>
  );
}

const Wait = () => (
  <div class="embed embed-wait" role="status" aria-label={t("common.label.loading")}>
    <span class="spinner big" aria-hidden="true" />
  </div>
);

function Pages(props: ShellProps) {
  const routes = props.pages.map(({ path, load }) => ({ path, component: lazy(load) }));
  return (
    <MemoryRouter
      history={props.history}
      root={(inner) => (
        <SiteProvider pages={props.pages}>
          <Layout onPage={props.onPage}>{inner.children}</Layout>
        </SiteProvider>
      )}
    >
      {routes}
    </MemoryRouter>
  );
}

function Layout(props: ParentProps<{ onPage(path: string): void }>) {
  const location = useLocation();
  const { page, pages } = useSite();
  let main!: HTMLElement;
  createEffect(() => props.onPage(location.pathname));
  createEffect(
    on(
      () => location.pathname,
      () => main.focus({ preventScroll: true }),
      { defer: true },
    ),
  );
  return (
    <div class="embed">
      <nav class="embed-nav" aria-label={t("common.label.navigation")}>
        <For each={pages}>
          {({ path, menu }) => (
            <Show when={menu}>
              {(entry) => (
                <A href={path} aria-current={location.pathname === path ? "page" : undefined}>
                  <Icon name={entry().icon} />
                  {t(entry().label)}
                </A>
              )}
            </Show>
          )}
        </For>
      </nav>
      <main ref={main} tabindex="-1">
        <h1 class="visually-hidden">
          <Words text={t(page()?.meta.title ?? "common.label.accountAndSubscription")} />
        </h1>
        <ErrorBoundary fallback={<Broken />}>
          <Suspense fallback={<div class="embed-wait" />}>{props.children}</Suspense>
        </ErrorBoundary>
      </main>
      <Show when={openModals() === 0}>
        <ToastRegion />
      </Show>
    </div>
  );
}

const Broken = () => (
  <Notice
    icon="alert"
    tone="danger"
    title={t("common.failure.load")}
    desc={t("common.failure.unexpected")}
  >
    <Button look="primary" onClick={() => location.reload()}>
      {t("common.action.retry")}
    </Button>
  </Notice>
);
