/**
 * Operator HTML, made safe. KV texts arrive raw from `wrangler`, so they are cleaned whenever they are read, and again in
 * the browser. An allow-list over the runtime's own HTML parser: what is not named here does not come out.
 */

const ELEMENTS = new Set(
  "a abbr b blockquote br code dd del div dl dt em h2 h3 h4 hr i ins li ol p pre s small span strong sub sup table tbody td th thead tr u ul".split(
    " ",
  ),
);

/** Elements whose content is not text to a reader, or is parsed by other rules: dropped whole. */
const DROPPED =
  "script style iframe object embed applet noscript noembed noframes template svg math textarea title xmp plaintext select form frameset audio video canvas".split(
    " ",
  );

const ATTRIBUTES: Record<string, ReadonlySet<string>> = {
  a: new Set(["href", "title"]),
  td: new Set(["colspan", "rowspan"]),
  th: new Set(["colspan", "rowspan"]),
};

/** Longest text taken. An explanation is a paragraph or two, and every centre request carries it. */
export const HTML_LENGTH_MAX = 20_000;

/** Our own paths, web addresses and mail; nothing that runs. */
const isSafeLink = (href: string): boolean =>
  /^(?:https?:\/\/|mailto:|\/(?!\/|\\)|#)/i.test(href.trim());

const cleaned = new Map<string, string>();
const CLEANED_KEPT_MAX = 32;

/** The same text is asked for by every request, so the last few results are kept. */
export async function sanitiseHtml(raw: string): Promise<string> {
  if (raw.trim() === "") return "";
  const known = cleaned.get(raw);
  if (known !== undefined) return known;
  const clean = await rewrite(raw.slice(0, HTML_LENGTH_MAX));
  if (cleaned.size >= CLEANED_KEPT_MAX) cleaned.clear();
  cleaned.set(raw, clean);
  return clean;
}

function rewrite(html: string): Promise<string> {
  return new HTMLRewriter()
    .on(DROPPED.join(","), { element: (element) => void element.remove() })
    .on("*", { element: keepAllowed, comments: (comment) => void comment.remove() })
    .onDocument({ doctype: () => undefined, comments: (comment) => void comment.remove() })
    .transform(new Response(html))
    .text();
}

function keepAllowed(element: Element): void {
  if (element.removed) return;
  const tag = element.tagName.toLowerCase();
  if (!ELEMENTS.has(tag)) {
    element.removeAndKeepContent();
    return;
  }
  const allowed = ATTRIBUTES[tag];
  for (const [name = "", value = ""] of [...element.attributes])
    if (!allowed?.has(name) || (name === "href" && !isSafeLink(value)))
      element.removeAttribute(name);
  if (tag === "a") element.setAttribute("rel", "noopener nofollow");
}
