import {
  OPERATOR_ATTRIBUTES,
  OPERATOR_ELEMENTS,
  type OperatorAttribute,
} from "../../domain/operator-html.ts";

/**
 * Operator HTML, made safe. KV texts arrive raw from `wrangler`, so they are cleaned whenever they are read, and again in
 * the browser. Nothing is passed through: every tag that comes out was written here, from the allow-list, and every other
 * "<" comes out as text. So it does not matter how a browser would have read the input, only how it reads ours.
 */

const ELEMENTS: ReadonlySet<string> = new Set(OPERATOR_ELEMENTS);

/** Elements whose content is not text to a reader, or is parsed by other rules: dropped whole. */
const DROPPED = words(
  "script style iframe object noscript noembed noframes template svg math textarea title xmp plaintext select form frameset audio video canvas",
);

const VOID = words("br hr");

/** Elements that HTML ends by itself. Writing their end where the operator did not could begin an empty paragraph. */
const ENDS_ITSELF = words("dd dt li p tbody td th thead tr");

/** What to write for an attribute's value, references and all, or null for nothing. */
const ATTRIBUTES: Record<OperatorAttribute, (raw: string) => string | null> = {
  href: safeLink,
  title: String,
  colspan: smallNumber,
  rowspan: smallNumber,
};

/** Longest text taken. An explanation is a paragraph or two, and every centre request carries it. */
export const HTML_LENGTH_MAX = 20_000;

const cleaned = new Map<string, string>();
const CLEANED_KEPT_MAX = 32;

/** The same text is asked for by every request, so the last few results are kept. */
export function sanitiseHtml(raw: string): string {
  const taken = raw.slice(0, HTML_LENGTH_MAX);
  const known = cleaned.get(taken);
  if (known !== undefined) return known;
  const clean = rewrite(taken.replaceAll("\0", "")).trim();
  if (cleaned.size >= CLEANED_KEPT_MAX) cleaned.clear();
  cleaned.set(taken, clean);
  return clean;
}

/** What a text loses: told to who wrote it, before it is stored. */
export interface Dropped {
  kind: "element" | "attribute" | "link" | "comment" | "unfinished" | "too-long";
  /** Which element or attribute, or how many characters. */
  what: string;
  times: number;
}

/** Kinds of loss that are told of one text. */
const DROPPED_MAX = 50;

/** A text as customers will see it, and what of it they will not. */
export function reviewHtml(raw: string): { html: string; dropped: Dropped[] } {
  const losses = new Map<string, Dropped>();
  const note: Note = (kind, what) => {
    const key = `${kind} ${what}`;
    const known = losses.get(key);
    if (known) known.times += 1;
    else if (losses.size < DROPPED_MAX)
      losses.set(key, { kind, what: what.slice(0, 60), times: 1 });
  };
  if (raw.length > HTML_LENGTH_MAX) note("too-long", String(raw.length - HTML_LENGTH_MAX));
  const html = rewrite(raw.slice(0, HTML_LENGTH_MAX).replaceAll("\0", ""), note).trim();
  return { html, dropped: [...losses.values()] };
}

type Note = (kind: Dropped["kind"], what: string) => void;
const unnoted: Note = () => undefined;

/** One piece of markup, each anchored where the last one ended. What matches none of them is text. */
const COMMENT = /<!--(?:-?>|.*?--!?>|.*$)|<(?:[!?]|\/(?![a-z]))[^>]*(?:>|$)/isy;
const END_TAG = /<\/([a-z][^\s/>]*)[^>]*(?:>|$)/iy;
const TAG_NAME = /<([a-z][^\s/>]*)/iy;
const ATTRIBUTE = /[\s/]*([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?/y;
/** A stray quote or "=" may stand before the end; the tag is over at the next ">" all the same. */
const TAG_REST = /[^>]*>/y;
const TEXT = /<?[^<]*/y;

function rewrite(html: string, note: Note = unnoted): string {
  const open: string[] = [];
  let out = "";
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(html);
    if (found) at = pattern.lastIndex;
    return found;
  };

  while (at < html.length) {
    if (take(COMMENT)) {
      note("comment", "");
      continue;
    }
    const ending = take(END_TAG)?.[1]?.toLowerCase();
    if (ending !== undefined) {
      const begun = open.lastIndexOf(ending);
      if (begun >= 0) out += `${endsOf(open.splice(begun).slice(1))}</${ending}>`;
      continue;
    }
    const tag = take(TAG_NAME)?.[1]?.toLowerCase();
    if (tag === undefined) {
      out += asText(take(TEXT)?.[0] ?? "");
      continue;
    }
    const attributes = readAttributes(take);
    if (!take(TAG_REST)) {
      note("unfinished", tag);
      break; // The text ends inside a tag: whoever shows it must not be able to complete it.
    }
    if (DROPPED.has(tag)) at = endOfElement(html, tag, at);
    if (!ELEMENTS.has(tag)) {
      note("element", tag);
      continue;
    }
    out += startTag(tag, attributes, note);
    if (!VOID.has(tag)) open.push(tag);
  }
  return out + endsOf(open);
}

/** As browsers do, the first of two equal names counts. */
function readAttributes(take: (pattern: RegExp) => RegExpExecArray | null): Map<string, string> {
  const attributes = new Map<string, string>();
  for (let found = take(ATTRIBUTE); found; found = take(ATTRIBUTE)) {
    const [, name = "", ...values] = found;
    const known = attributes.has(name.toLowerCase());
    if (!known) attributes.set(name.toLowerCase(), values.find((v) => v !== undefined) ?? "");
  }
  return attributes;
}

/** Innermost first. */
const endsOf = (open: string[]): string =>
  open
    .reverse()
    .filter((tag) => !ENDS_ITSELF.has(tag))
    .map((tag) => `</${tag}>`)
    .join("");

/** Where a dropped element's content is over: after its end tag, or never. */
function endOfElement(html: string, tag: string, from: number): number {
  const end = new RegExp(`</${tag}(?=[\\s/>])[^>]*(?:>|$)`, "gi");
  end.lastIndex = from;
  return end.exec(html) ? end.lastIndex : html.length;
}

function startTag(tag: string, given: Map<string, string>, note: Note): string {
  let written = `<${tag}`;
  const allowed: readonly string[] = OPERATOR_ATTRIBUTES[tag] ?? [];
  for (const name of given.keys()) if (isLoss(tag, name, allowed)) note("attribute", name);
  for (const name of OPERATOR_ATTRIBUTES[tag] ?? []) {
    const value = given.get(name);
    const safe = value === undefined ? null : ATTRIBUTES[name](value);
    if (value !== undefined && safe === null)
      note(name === "href" ? "link" : "attribute", name === "href" ? value : name);
    if (safe !== null) written += ` ${name}="${asText(safe).replaceAll('"', "&quot;")}"`;
  }
  return `${written}${tag === "a" ? ' rel="noopener nofollow"' : ""}>`;
}

/** Every link gets a `rel` of ours, so the one that was written is no loss. */
const isLoss = (tag: string, name: string, allowed: readonly string[]): boolean =>
  !allowed.includes(name) && !(tag === "a" && name === "rel");

/** References stay as they are: in a text they can only stand for characters. */
const asText = (text: string): string => text.replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const REFERENCE = /&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|apos)(?=;));?/gi;

/**
 * A link as a browser would decode it, as far as we know references. Those we do not know are written out with their "&"
 * escaped, so they stay the letters that were judged.
 */
const decoded = (value: string): string =>
  value.replace(REFERENCE, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point > 0 && point <= 0x10_ffff ? String.fromCodePoint(point) : "";
  });

/** Our own paths, web addresses and mail; nothing that runs. Browsers drop line breaks and tabs before they judge. */
function safeLink(raw: string): string | null {
  const link = decoded(raw)
    .replace(/[\t\n\r]/g, "")
    .trim();
  const safe = /^(?:https?:\/\/[^/\\]|mailto:|\/(?![/\\])|#)/i.test(link);
  return safe ? link.replaceAll("&", "&amp;") : null;
}

/** A table cell spanning thousands would hang the page. */
const SPAN = /^\d{1,2}$/;

function smallNumber(raw: string): string | null {
  return SPAN.test(raw.trim()) ? raw.trim() : null;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
