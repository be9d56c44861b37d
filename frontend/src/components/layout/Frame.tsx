import { A, type RouteSectionProps, useLocation, useNavigate } from "@solidjs/router";
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
import { signInAddress } from "../../api/auth.ts";
import { t } from "../../i18n/index.ts";
import { CenterProvider, useCenter } from "../../primitives/center.tsx";
import { noteDestination } from "../../primitives/destination.ts";
import { openModals } from "../../primitives/modals.ts";
import { showToast } from "../../primitives/toasts.ts";
import { menuGroups, PATHS, type PageEntry, pageAt } from "../../routes.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Modal } from "../ui/Modal.tsx";
import { Notice } from "../ui/Notice.tsx";
import { ToastRegion } from "../ui/ToastRegion.tsx";
import { Brand } from "./Brand.tsx";
import { Controls } from "./Controls.tsx";
import { Menu } from "./Menu.tsx";

/** Around every page: the menu, the controls, the toasts. It stays while pages change. */
export function Frame(props: RouteSectionProps) {
  return (
    <CenterProvider>
      <Layout>{props.children}</Layout>
      <Show when={openModals() === 0}>
        <ToastRegion />
      </Show>
    </CenterProvider>
  );
}

function Layout(props: ParentProps) {
  const location = useLocation();
  const navigate = useNavigate();
  const { isCozeOpen } = useCenter();
  const [drawerOpen, setDrawerOpen] = createSignal(false);
  const page = () => pageAt(location.pathname);
  const inSettings = () => page()?.layout === "settings";
  const groups = () => menuGroups(() => !isCozeOpen());
  let main!: HTMLElement;
  noteDestination();

  createEffect(() => {
    const title = page()?.meta.title;
    document.title = title ? `${t(title)} · ${t("common.brand")}` : t("common.brand");
  });
  // Where the Worker sends a browser whose sign-in did not complete.
  onMount(() => {
    if (new URLSearchParams(location.search).get("signIn") !== "failed") return;
    navigate(location.pathname, { replace: true });
    showToast("error", t("common.failure.signIn"), {
      label: t("common.action.signIn"),
      href: signInAddress(PATHS.home),
    });
  });
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
      <Show when={inSettings()}>
        <aside class="sidebar">
          <Brand />
          <Menu groups={groups()} />
        </aside>
      </Show>
      <div class="column">
        <header class="bar">
          <div class="bar-start">
            <Show when={inSettings()}>
              <button
                type="button"
                class="icon-button menu-button"
                aria-label={t("common.action.openMenu")}
                aria-haspopup="dialog"
                onClick={() => setDrawerOpen(true)}
              >
                <Icon name="menu" />
              </button>
            </Show>
            <Brand />
          </div>
          <Controls />
        </header>
        <main ref={main} id="main" tabindex="-1">
          <Show when={inSettings() && page()}>{(entry) => <PageHead page={entry()} />}</Show>
          <ErrorBoundary fallback={<Broken />}>
            <Suspense fallback={<div class="page-wait" />}>{props.children}</Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <Modal
        class="drawer"
        open={drawerOpen()}
        labelledBy="drawer-title"
        onClose={() => setDrawerOpen(false)}
      >
        <div class="drawer-head">
          <p id="drawer-title">{t("common.brand")}</p>
          <button
            type="button"
            class="icon-button"
            aria-label={t("common.action.close")}
            onClick={() => setDrawerOpen(false)}
          >
            <Icon name="close" />
          </button>
        </div>
        <Menu groups={groups()} onFollow={() => setDrawerOpen(false)} />
      </Modal>
    </div>
  );
}

function PageHead(props: { page: PageEntry }) {
  return (
    <>
      <div class="page-head">
        <A
          class="icon-button"
          href={props.page.back ?? PATHS.home}
          aria-label={
            props.page.back === PATHS.home ? t("common.action.backHome") : t("common.action.back")
          }
        >
          <Icon name="back" />
        </A>
        <h1>{t(props.page.meta.title)}</h1>
      </div>
      <Show when={props.page.meta.lead}>
        {(lead) => <p class="page-lead muted">{t(lead())}</p>}
      </Show>
    </>
  );
}

/** A page that did not arrive, mostly because a new version was published: loading afresh mends it. */
function Broken() {
  return (
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
}
