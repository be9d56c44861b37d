import type { Context } from "hono";
import type { Language } from "../domain/language.ts";
import type { CatalogSnapshot } from "../store/catalog.ts";
import type { Stored } from "../store/settings.ts";
import type { AppEnv } from "./app-env.ts";

/** What everybody is told in one language, as JSON, and the catalog that it was written from. */
interface Rendered {
  catalog: CatalogSnapshot;
  json: string;
}

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
    shared = { catalog, json: JSON.stringify(write()) };
    rendered.set(stored, known.set(language, shared));
  }
  const { json } = shared;
  const body = user ? `${json.slice(0, -1)},"user":${JSON.stringify(user)}}` : json;
  return c.body(body, 200, HEADERS);
}
