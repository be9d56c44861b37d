import { useLocation } from "@solidjs/router";
import {
  createEffect,
  createSignal,
  ErrorBoundary,
  Match,
  on,
  type ParentProps,
  Show,
  Suspense,
  Switch,
} from "solid-js";
import { needsSignIn } from "../../shared/api/answer.ts";
import { currentPath, signInAddress } from "../../shared/api/auth.ts";
import { Offline } from "../../shared/frame/Offline.tsx";
import { openModals } from "../../shared/primitives/modals.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import { ToastRegion } from "../../shared/ui/ToastRegion.tsx";
import { AttentionProvider } from "../attention.tsx";
import { followLanguage, t } from "../i18n.ts";
import { pageAt } from "../pages.ts";
import { SessionProvider, useSession } from "../session.tsx";
import { Account } from "./Account.tsx";
import { Menu } from "./Menu.tsx";
import { MenuDialog } from "./MenuDialog.tsx";
import { Search } from "./Search.tsx";

/** Around every page of the console. */
export function Frame(props: ParentProps) {
  followLanguage();
  return (
    <SessionProvider>
      <Door>{props.children}</Door>
      <Show when={openModals() === 0}>
        <ToastRegion />
      </Show>
    </SessionProvider>
  );
}

function Door(props: ParentProps) {
  const { me, failure } = useSession();
  return (
    <Switch fallback={<div class="console-wait" />}>
      <Match when={me() !== undefined}>
        <AttentionProvider>
          <Layout>{props.children}</Layout>
        </AttentionProvider>
      </Match>
      <Match when={failure() !== undefined}>
        <Outside />
      </Match>
    </Switch>
  );
}

function Layout(props: ParentProps) {
  const location = useLocation();
  const session = useSession();
  const [menuOpen, setMenuOpen] = createSignal(false);
  const page = () => pageAt(location.pathname);
  let main!: HTMLElement;
  createEffect(() => {
    const entry = page();
    document.title = `${entry ? t(entry.title) : ""} · ${t("console.name")}`;
  });
  // A new page is announced by moving the focus to it, but not on the first load.
  createEffect(
    on(
      () => location.pathname,
      () => {
        setMenuOpen(false);
        main.focus({ preventScroll: true });
        window.scrollTo(0, 0);
      },
      { defer: true },
    ),
  );

  return (
    <div class="console">
      <button type="button" class="skip button primary" onClick={() => main.focus()}>
        {t("common.label.skip")}
      </button>
      <aside class="console-side">
        <p class="console-name">{t("console.name")}</p>
        <Menu />
      </aside>
      <div class="console-column">
        <Offline />
        <header class="console-bar">
          <button
            type="button"
            class="icon-button console-menu-button"
            aria-label={t("common.action.openMenu")}
            aria-haspopup="dialog"
            onClick={() => setMenuOpen(true)}
          >
            <Icon name="menu" />
          </button>
          <Search />
          <Account />
        </header>
        <main ref={main} id="main" tabindex="-1">
          <Show when={page()} keyed>
            {(entry) => (
              <Show when={session.can(entry.right)} fallback={<NotForThisRole />}>
                <ErrorBoundary fallback={<Broken />}>
                  <Suspense fallback={<div class="console-wait" />}>{props.children}</Suspense>
                </ErrorBoundary>
              </Show>
            )}
          </Show>
        </main>
      </div>
      <MenuDialog open={menuOpen()} onClose={() => setMenuOpen(false)} />
    </div>
  );
}

/** Not signed in, no operator, or not reached. */
function Outside() {
  const { failure, reload } = useSession();
  return (
    <main id="main" class="console-outside">
      <Show when={failure()}>
        {(why) => (
          <Switch fallback={<LoadFailure failure={why()} busy={false} onRetry={() => reload()} />}>
            <Match when={needsSignIn(why())}>
              <Notice icon="lock" title={t("console.guest.title")} desc={t("console.guest.desc")}>
                <a class="button primary" href={signInAddress(currentPath())}>
                  {t("common.action.signIn")}
                </a>
              </Notice>
            </Match>
            <Match when={why().status === 403}>
              <Notice
                icon="lock"
                tone="danger"
                title={t("console.forbidden.title")}
                desc={t("console.forbidden.desc")}
              >
                <a class="button plain" href="/">
                  {t("common.action.backHome")}
                </a>
                <a class="button primary" href={signInAddress(currentPath())}>
                  {t("console.forbidden.other")}
                </a>
              </Notice>
            </Match>
          </Switch>
        )}
      </Show>
    </main>
  );
}

const NotForThisRole = () => (
  <Notice icon="lock" title={t("console.role.notEnough")} desc={t("console.role.notEnoughDesc")} />
);

const Broken = () => (
  <Notice
    icon="alert"
    tone="danger"
    title={t("common.failure.load")}
    desc={t("common.failure.networkLost")}
  >
    <Button look="primary" onClick={() => location.reload()}>
      {t("common.action.retry")}
    </Button>
  </Notice>
);
