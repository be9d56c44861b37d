import { useLocation, useNavigate } from "@solidjs/router";
import {
  createEffect,
  createSignal,
  ErrorBoundary,
  on,
  onMount,
  type ParentProps,
  Show,
  Suspense,
} from "solid-js";
import { networkLost } from "../api/answer.ts";
import { signInAddress } from "../api/auth.ts";
import { t } from "../i18n/index.ts";
import type { PageEntry } from "../pages.ts";
import { PATHS } from "../paths.ts";
import { isConnected } from "../primitives/connection.ts";
import { noteDestination } from "../primitives/destination.ts";
import { openModals } from "../primitives/modals.ts";
import { ownTitle } from "../primitives/pageTitle.ts";
import { createTurn } from "../primitives/pieces.ts";
import { showFailure, showToast } from "../primitives/toasts.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { ToastRegion } from "../ui/ToastRegion.tsx";
import { Bar } from "./Bar.tsx";
import { Brand } from "./Brand.tsx";
import { Drawer } from "./Drawer.tsx";
import { Menu } from "./Menu.tsx";
import { Offline } from "./Offline.tsx";
import { PageHead } from "./PageHead.tsx";
import { SiteProvider, useSite } from "./site.tsx";

/** Around every page: the menu, the controls, the toasts. It stays while pages change. */
export function Frame(props: ParentProps<{ pages: readonly PageEntry[] }>) {
  return (
    <SiteProvider pages={props.pages}>
      <Layout>{props.children}</Layout>
      <Show when={openModals() === 0}>
        <ToastRegion />
      </Show>
    </SiteProvider>
  );
}

function Layout(props: ParentProps) {
  const location = useLocation();
  const { page, menu } = useSite();
  const [drawerOpen, setDrawerOpen] = createSignal(false);
  const inSettings = () => page()?.layout === "settings";
  const turns = { bar: createTurn(), sidebar: createTurn(), page: createTurn() };
  let main!: HTMLElement;
  noteDestination();
  nameDocument();
  tellFailedSignIn();
  // A new page is announced by moving the focus to it, but not on the first load.
  createEffect(
    on(
      () => location.pathname,
      () => main.focus({ preventScroll: true }),
      { defer: true },
    ),
  );

  return (
    <div class="frame" classList={{ settings: inSettings() }}>
      <button type="button" class="skip button primary" onClick={() => main.focus()}>
        {t("common.label.skip")}
      </button>
      <Show when={inSettings() && turns.sidebar()}>
        <aside class="sidebar">
          <Brand />
          <Menu groups={menu()} />
        </aside>
      </Show>
      <div class="column">
        <Offline />
        <div class="sheet">
          <Show when={turns.bar()}>
            <Bar onOpenMenu={inSettings() ? () => setDrawerOpen(true) : undefined} />
          </Show>
          <main ref={main} id="main" tabindex="-1">
            {/* Keyed: the words of the next page arrive in the middle of the change to it, when no accessor may be read. */}
            <Show when={inSettings() && page()} keyed>
              {(entry) => <PageHead page={entry} />}
            </Show>
            <Show when={turns.page()}>
              <ErrorBoundary fallback={<Broken />}>
                <Suspense fallback={<div class="page-wait" />}>{props.children}</Suspense>
              </ErrorBoundary>
            </Show>
          </main>
        </div>
      </div>
      <Drawer open={drawerOpen()} groups={menu()} onClose={() => setDrawerOpen(false)} />
    </div>
  );
}

function nameDocument(): void {
  const { page } = useSite();
  createEffect(() => {
    const usual = page()?.meta.title;
    const title = ownTitle() ?? (usual && t(usual));
    document.title = title ? `${title} · ${t("common.brand")}` : t("common.brand");
  });
}

/** After a failed sign-in the Worker redirects to a page with `?signIn=failed`. */
function tellFailedSignIn(): void {
  const location = useLocation();
  const navigate = useNavigate();
  onMount(() => {
    if (new URLSearchParams(location.search).get("signIn") !== "failed") return;
    navigate(location.pathname, { replace: true });
    showToast("error", t("common.failure.signIn"), {
      label: t("common.action.signIn"),
      href: signInAddress(PATHS.home),
    });
  });
}

/** Offline it would end in the browser's own error page. */
const reloadPage = () => (isConnected() ? location.reload() : showFailure(networkLost()));

/** The page's code did not load: there is no network, or a new version was published, which reloading fixes. */
function Broken() {
  const wasOffline = !isConnected();
  createEffect(() => wasOffline && isConnected() && location.reload());
  return (
    <Notice
      icon="alert"
      tone="danger"
      title={t("common.failure.load")}
      desc={t(wasOffline ? "common.failure.networkLost" : "common.failure.unexpected")}
    >
      <Button look="primary" onClick={reloadPage}>
        {t("common.action.retry")}
      </Button>
    </Notice>
  );
}
