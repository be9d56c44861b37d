/** What the frame and its host's page say to each other. Everything that comes in is somebody's data until it is read here. */

export type HostMessage =
  | { type: "auth"; token: string }
  | { type: "theme"; theme: Theme }
  | { type: "language"; language: Language }
  | { type: "portal:navigate"; path: string };

export type FrameMessage =
  | { type: "portal:ready"; version: 1 }
  | { type: "portal:token-needed" }
  | { type: "portal:resize"; height: number }
  | { type: "portal:navigate"; path: string }
  | { type: "portal:error"; code: string };

export type Theme = "system" | "light" | "dark";
export type Language = "zh" | "en" | "jp";

/** A token with ten origins has some two thousand characters. */
const TOKEN_LENGTH_MAX = 8_192;
const PATH_LENGTH_MAX = 512;

const THEMES: Record<string, Theme> = { system: "system", light: "light", dark: "dark" };
const LANGUAGES: Record<string, Language> = { zh: "zh", en: "en", jp: "jp", ja: "jp" };

const own = <T>(table: Record<string, T>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** null for what is none of ours: extensions and other frames' scripts talk as well. */
export function readMessage(data: unknown): HostMessage | null {
  if (typeof data !== "object" || data === null) return null;
  const { type, token, theme, language, path } = data as Record<string, unknown>;
  if (type === "auth" && typeof token === "string" && token.length <= TOKEN_LENGTH_MAX)
    return { type, token };
  if (type === "theme" && typeof theme === "string") {
    const known = own(THEMES, theme);
    return known ? { type, theme: known } : null;
  }
  if (type === "language" && typeof language === "string") {
    const known = own(LANGUAGES, language.toLowerCase().split("-")[0] ?? "");
    return known ? { type, language: known } : null;
  }
  if (type === "portal:navigate" && typeof path === "string" && path.length <= PATH_LENGTH_MAX)
    return path.startsWith("/") ? { type, path } : null;
  return null;
}

/**
 * What a token says of itself. No signature is checked: whoever forges one gets past the first look and is refused by the
 * Worker, before anything is shown.
 */
export function claimsOf(token: string): { customerId: string; origins: string[] } | null {
  const [, body = ""] = /^ecp_[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token) ?? [];
  try {
    const bytes = Uint8Array.from(
      atob(body.replaceAll("-", "+").replaceAll("_", "/")),
      (letter) => letter.codePointAt(0) ?? 0,
    );
    const { sub, origins } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    if (typeof sub !== "string" || !Array.isArray(origins)) return null;
    return { customerId: sub, origins: origins.filter((each) => typeof each === "string") };
  } catch {
    return null;
  }
}
