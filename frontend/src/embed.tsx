import { createMemoryHistory } from "@solidjs/router";
import { createSignal } from "solid-js";
import { render } from "solid-js/web";
import type { FrameSession } from "../../worker/app.ts";
import { Alone } from "./embed/Alone.tsx";
import { createGate, type Gate, type GatePorts } from "./embed/gate.ts";
import { tellHeight } from "./embed/height.ts";
import { followLinks } from "./embed/links.ts";
import { Shell } from "./embed/Shell.tsx";
import { createSight, observeSight } from "./embed/sight.ts";
import { createTransport, onlySeen, problem, sendWith } from "./embed/transport.ts";
import { PORTAL_PAGES } from "./portal/pages.ts";
import { failureFrom, networkLost } from "./shared/api/answer.ts";
import { embedBy } from "./shared/embedding.ts";
import { loadLanguage, t, withTexts } from "./shared/i18n/index.ts";
import { type PageData, pageData } from "./shared/pageData.ts";
import { type PageEntry, pageAt } from "./shared/pages.ts";
import { PATHS } from "./shared/paths.ts";
import { noteServerTime, serverNow } from "./shared/primitives/clock.ts";
import { showToast } from "./shared/primitives/toasts.ts";
import { SHOP_PAGES } from "./shop/pages.ts";
import "./shared/styles/index.css";
import "./shop/styles/index.css";
import "./portal/styles/index.css";
import "./site/styles.css";

/** The host may listen only after the frame was loaded. */
const READY_AGAIN_MS = 3_000;
const READY_TIMES_MAX = 5;
const FRAME_NOT_SEEN = "FRAME_NOT_SEEN";

void start();

async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (!root) throw new Error("embed.html has no #app");
  const { search } = location;
  // Whatever stands in the address, a token too, is not read and does not stay.
  history.replaceState(null, "", location.pathname);
  await withTexts("embed", loadLanguage());
  document.title = t("common.label.accountAndSubscription");
  if (window.parent !== window) return openFrame(root);
  const from = (["done", "left"] as const).find((word) => search === `?${word}`);
  render(() => <Alone from={from} />, root);
}

function openFrame(root: HTMLElement): void {
  const [state, setState] = createSignal<ReturnType<Gate["state"]>>("waiting");
  const [pages, setPages] = createSignal<PageEntry[]>([]);
  const memory = createMemoryHistory();
  const isPage = (path: string) => pages().some((page) => page.path === path);

  const gate = createGate({
    ...ports,
    onState: setState,
    onSession: (session) => {
      if (session.theme) showTheme(session.theme);
      if (session.language) void loadLanguage(session.language);
      setPages(pagesFor(session));
      if (!isPage(memory.get())) memory.set({ value: pages()[0]?.path ?? "/", replace: true });
    },
    onMessage: (message) => {
      if (message.type === "theme") showTheme(message.theme);
      else if (message.type === "language") void loadLanguage(message.language);
      else if (pageAt(pages(), message.path.split("?")[0] ?? ""))
        memory.set({ value: message.path });
    },
  });
  const sight = createSight({ now: () => performance.now(), observe: observeSight() });
  const send = onlySeen(createTransport(gate), sight, () => refuseUnseen(gate));
  const fail = () => showToast("error", t("common.failure.unexpected"));
  embedBy({ send, leave: openWindow, signIn: gate.askForToken, watch: sight.watch });
  document.addEventListener("click", ({ target }) => sight.press(target as Element | null), true);
  followLinks({ isPage, send, open: openWindow, onFailure: fail });
  window.addEventListener("message", gate.receive);
  render(() => {
    tellHeight(
      () => root,
      (height) => gate.say({ type: "portal:resize", height }),
    );
    return (
      <Shell
        state={state()}
        pages={pages()}
        history={memory}
        onPage={(path) => gate.say({ type: "portal:navigate", path })}
        onAskAgain={gate.askForToken}
      />
    );
  }, root);
  sayReady(gate);
}

/** Its host is told: whoever builds it in learns at once what of the page hides the frame. */
function refuseUnseen(gate: Gate): Response {
  gate.say({ type: "portal:error", code: FRAME_NOT_SEEN });
  showToast("info", t("embed.elsewhere"), { label: t("embed.toPortal"), href: location.pathname });
  return problem(403, FRAME_NOT_SEEN, t("embed.notSeen"));
}

function sayReady(gate: Gate, times = 1): void {
  if (gate.state() !== "waiting") return;
  gate.say({ type: "portal:ready", version: 1 });
  if (times < READY_TIMES_MAX) setTimeout(() => sayReady(gate, times + 1), READY_AGAIN_MS);
}

/** The portal's, and where a plan is chosen for whoever may change it. All of them know the customer by the token. */
function pagesFor({ customerId, scopes }: FrameSession): PageEntry[] {
  const pricing = SHOP_PAGES.filter(({ path }) => path === PATHS.pricing);
  const known = { customer: { id: customerId, username: customerId, avatar: "" }, closed: [] };
  const data: PageData<typeof known> = {
    ...pageData<typeof known>("", (facts) => facts),
    read: async () => ({ ok: true, value: known }),
  };
  const all = [...PORTAL_PAGES, ...(scopes.includes("manage") ? pricing : [])];
  return all.map((page) => ({ ...page, data }) as unknown as PageEntry);
}

function showTheme(theme: "system" | "light" | "dark"): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Opened at a click, mostly; where the browser refuses it nevertheless, the customer is given the link. */
function openWindow(url: string): void {
  const opened = window.open(url, "_blank");
  if (opened) opened.opener = null;
  if (opened) showToast("info", t("embed.opened"));
  else showToast("info", t("embed.blocked"), { label: t("embed.open"), href: url });
}

const ports: Pick<GatePorts, "parent" | "post" | "verify" | "now" | "later"> = {
  parent: window.parent,
  post: (message, origin) => window.parent.postMessage(message, origin),
  now: serverNow,
  later: (act, ms) => setTimeout(act, ms),
  verify: async (token, origin) => {
    try {
      const headers = { Accept: "application/json" };
      const response = await sendWith(token, origin, "/api/portal/session", { headers });
      const content: unknown = await response.json();
      if (!response.ok) return failureFrom(response.status, content);
      const date = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(date)) noteServerTime(date);
      return { ok: true, value: content as FrameSession };
    } catch {
      return networkLost();
    }
  },
};
