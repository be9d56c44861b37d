/** The API's own files: a link to one carries no token, so that it is fetched. */
const FILES = /^\/api\/(portal|credits)\//;

interface LinkRules {
  /** Whether the frame has this page. */
  isPage(path: string): boolean;
  send(path: string, init: RequestInit): Promise<Response>;
  /** In a window of its own. */
  open(url: string): void;
  onFailure(): void;
}

/** Links of the pages as they are meant in a frame: its own pages in it, files with its token, all else in a new window. */
export function followLinks({ isPage, send, open, onFailure }: LinkRules): void {
  const onClick = (event: MouseEvent) => {
    const link = (event.target as Element | null)?.closest?.<HTMLAnchorElement>("a[href]");
    if (!link || link.href.startsWith("blob:")) return;
    const { origin, pathname, search } = new URL(link.href, location.href);
    if (origin === location.origin && isPage(pathname)) return;
    if (origin === location.origin && FILES.test(pathname)) {
      event.preventDefault();
      event.stopPropagation();
      void fetchFile(pathname + search, { send, open }).catch(onFailure);
      return;
    }
    link.target = "_blank";
    link.rel = "external noopener";
  };
  document.addEventListener("click", onClick, true);
}

/** Long enough for a browser to begin with it. */
const FILE_KEPT_MS = 60_000;

async function fetchFile(
  path: string,
  { send, open }: Pick<LinkRules, "send" | "open">,
): Promise<void> {
  const answer = await send(path, { method: "GET" });
  if (!answer.ok) throw new Error(`the file answers ${answer.status}`);
  // Stripe's documents stay at Stripe, where the frame's policy lets no request of its go.
  if (answer.headers.get("content-type")?.startsWith("application/json"))
    return open(addressIn(await answer.json()));
  const disposition = answer.headers.get("content-disposition") ?? "";
  const name = fileNameIn(disposition);
  const url = URL.createObjectURL(await answer.blob());
  setTimeout(() => URL.revokeObjectURL(url), FILE_KEPT_MS);
  const link = document.createElement("a");
  link.href = url;
  if (name === null) link.target = "_blank";
  else link.download = name;
  link.click();
}

function addressIn(content: unknown): string {
  const { url } = Object(content) as { url?: unknown };
  if (typeof url !== "string" || !/^https?:\/\//.test(url)) throw new Error("no address was told");
  return url;
}

/** Of `Content-Disposition`; null for what is to be looked at. */
export function fileNameIn(disposition: string): string | null {
  if (!/^\s*attachment\b/i.test(disposition)) return null;
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition) ?? [];
  if (encoded !== undefined) return decodeURIComponent(encoded);
  const [, plain] = /filename="?([^";]+)"?/i.exec(disposition) ?? [];
  return plain ?? "download";
}
