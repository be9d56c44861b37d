/**
 * dist/embed.js: what a host's page includes to show the portal. It makes the frame, hands it the token that the host's own
 * backend got from `POST /api/customers/:id/portal-session`, renews it, and keeps the frame as high as its content.
 */
interface Options {
  /** The element to fill, or its selector. */
  container: Element | string;
  /** Asks the host's own backend for a token; called again about a minute before each token's end. */
  getToken(): Promise<string>;
  /** The portal's address, unless it is where this script came from. */
  origin?: string;
  language?: string;
  theme?: string;
  /** The page to begin with, such as "/portal/subscription". */
  path?: string;
  /** What a screen reader calls the frame. */
  title?: string;
  onNavigate?(path: string): void;
  /** A code of the portal's, or what `getToken` threw. */
  onError?(error: unknown): void;
}

const source = (document.currentScript as HTMLScriptElement | null)?.src;

/** After a failure `getToken` is called again, later each time. */
const RETRY_MS = [1_000, 3_000, 10_000];

export function open(options: Options) {
  const { container, title = "Account and subscription" } = options;
  const place = typeof container === "string" ? document.querySelector(container) : container;
  if (!place) throw new Error(`there is no ${container} to show the portal in`);
  const { origin } = new URL(options.origin ?? source ?? "", location.href);
  const frame = document.createElement("iframe");
  Object.assign(frame, { title, src: `${origin}/embed`, allow: "clipboard-write" });
  frame.style.cssText = "display:block;width:100%;border:0;min-height:240px";

  let isAsking = false;
  let isGreeted = false;
  let failures = 0;
  let isClosed = false;
  // To the portal's origin alone: whatever else may stand in the frame by then hears nothing.
  const say = (message: object) => frame.contentWindow?.postMessage(message, origin);
  const greet = () => {
    const { language, theme, path } = options;
    if (language) say({ type: "language", language });
    if (theme) say({ type: "theme", theme });
    if (path && !isGreeted) say({ type: "portal:navigate", path });
    isGreeted = true;
  };

  async function authorize() {
    if (isAsking || isClosed) return;
    isAsking = true;
    try {
      const token = await options.getToken();
      failures = 0;
      say({ type: "auth", token });
    } catch (error) {
      options.onError?.(error);
      const wait = RETRY_MS[failures++];
      if (wait !== undefined) setTimeout(authorize, wait);
    } finally {
      isAsking = false;
    }
  }

  function onMessage(event: MessageEvent) {
    if (event.source !== frame.contentWindow || event.origin !== origin) return;
    const { type, height, path, code } = (event.data ?? {}) as Record<string, unknown>;
    if (type === "portal:ready" || type === "portal:token-needed") void authorize();
    else if (type === "portal:resize" && typeof height === "number")
      frame.style.height = `${Math.min(Math.max(height, 0), 20_000)}px`;
    else if (type === "portal:navigate" && typeof path === "string") {
      if (!isGreeted) greet();
      options.onNavigate?.(path);
    } else if (type === "portal:error") options.onError?.(code);
  }

  window.addEventListener("message", onMessage);
  place.append(frame);
  return {
    frame,
    setTheme(theme: string) {
      options.theme = theme;
      say({ type: "theme", theme });
    },
    setLanguage(language: string) {
      options.language = language;
      say({ type: "language", language });
    },
    navigate: (path: string) => say({ type: "portal:navigate", path }),
    close() {
      isClosed = true;
      window.removeEventListener("message", onMessage);
      frame.remove();
    },
  };
}
