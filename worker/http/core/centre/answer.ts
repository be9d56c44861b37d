import type { Context } from "hono";
import type { Language } from "../../../domain/language.ts";
import type { CatalogSnapshot } from "../../../store/catalog.ts";
import type { Stored } from "../../../store/settings.ts";
import type { AppEnv } from "../app-env.ts";

/** What everybody is told in one language, and the catalog that it was written from. */
interface Rendered {
  catalog: CatalogSnapshot;
  /** The whole answer to a guest, as it is sent. */
  whole: Uint8Array<ArrayBuffer>;
  /** The same as text, without its last brace. */
  open: string;
}

const encoder = new TextEncoder();

/** By reading of KV: a centre's answer changes with its flags, texts and catalog, and with nothing else but the customer. */
const rendered = new WeakMap<Stored, Map<Language, Rendered>>();

const HEADERS = { "content-type": "application/json", "cache-control": "private, no-store" };

/**
 * Answers with a centre. What everybody is told alike is written once for each reading of KV, which under load is most of
 * what a request costs; the customer's own part is put beside it.
 */
export function answerCentre<Centre extends { user?: object | undefined }>(
  c: Context<AppEnv>,
  stored: Stored,
  catalog: CatalogSnapshot,
  write: () => Omit<Centre, "user">,
  user: Centre["user"],
): Response {
  const language = c.get("language");
  const known = rendered.get(stored) ?? new Map<Language, Rendered>();
  let shared = known.get(language);
  if (shared?.catalog !== catalog) {
    const json = JSON.stringify(write());
    shared = { catalog, whole: new Uint8Array(encoder.encode(json)), open: json.slice(0, -1) };
    rendered.set(stored, known.set(language, shared));
  }
  const body = user ? `${shared.open},"user":${JSON.stringify(user)}}` : shared.whole;
  return c.body(body, 200, HEADERS);
}
