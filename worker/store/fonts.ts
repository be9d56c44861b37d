import { FONTS, type FontName } from "../config/fonts.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { StoreBindings } from "./bindings.ts";

export interface FontMissing {
  reason: "font-missing";
  key: string;
}

export type Fonts = Record<FontName, Uint8Array>;

/** A font never changes under its key, so a location keeps it. A missing one is remembered as long, so not for longer. */
const FONT_CACHE_SECONDS = 300;

/** By environment, which is the isolate's own: fifteen megabytes are read once. */
let remembered = new WeakMap<object, Fonts>();

/** As an isolate begins, for tests in which none does. */
export function forgetFonts(): void {
  remembered = new WeakMap();
}

/** The fonts of documents, put into KV by `npm start`, `npm run deploy` and `npm run fonts`. */
export async function readFonts(
  env: Pick<StoreBindings, "CONFIG">,
): Promise<Result<Fonts, FontMissing>> {
  const known = remembered.get(env);
  if (known) return ok(known);
  const fonts: Partial<Fonts> = {};
  for (const [name, key] of Object.entries(FONTS) as [FontName, string][]) {
    const bytes = await env.CONFIG.get(key, { type: "arrayBuffer", cacheTtl: FONT_CACHE_SECONDS });
    if (!bytes) return err({ reason: "font-missing", key });
    fonts[name] = new Uint8Array(bytes);
  }
  remembered.set(env, fonts as Fonts);
  return ok(fonts as Fonts);
}
