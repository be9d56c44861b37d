import * as v from "valibot";
import { LANGUAGES } from "../../../domain/language.ts";
import { PORTAL_ORIGINS_MAX, PORTAL_SCOPES, PORTAL_THEMES } from "../../../domain/portal/token.ts";
import { instant } from "../../core/schemas.ts";

/** A DNS name has 253 characters at most; a scheme and a port stand around it. */
const ORIGIN_LENGTH_MAX = 270;

export const PortalSessionWish = v.object({
  origins: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(ORIGIN_LENGTH_MAX))),
    v.minLength(1),
    v.maxLength(PORTAL_ORIGINS_MAX),
    v.description("Of the pages that show the frame, each among EMBED_ORIGINS"),
  ),
  scopes: v.optional(
    v.pipe(
      v.array(v.picklist(PORTAL_SCOPES)),
      v.minLength(1),
      v.maxLength(PORTAL_SCOPES.length),
      v.description("`read` changes nothing; `manage` lets the customer change and pay"),
    ),
    ["read"],
  ),
  language: v.optional(
    v.pipe(v.nullable(v.picklist(LANGUAGES)), v.description("Left out or null, the browser's")),
    null,
  ),
  theme: v.optional(
    v.pipe(v.nullable(v.picklist(PORTAL_THEMES)), v.description("Left out or null, the device's")),
    null,
  ),
});

export const PortalSession = v.object({
  token: v.pipe(v.string(), v.description("For the frame alone, by message; never in an address")),
  url: v.pipe(v.string(), v.description("What the frame shows")),
  expiresAt: instant,
});

export const PORTAL_SESSION_COMPONENTS = { PortalSessionWish, PortalSession };
