import { Hono } from "hono";
import * as v from "valibot";
import { readEmbedOrigins } from "../../../config/embed.ts";
import { LANGUAGES } from "../../../domain/language.ts";
import { PORTAL_SCOPES, PORTAL_THEMES } from "../../../domain/portal/token.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { EMBED_ORIGIN_HEADER } from "../../core/auth/portal.ts";
import { NO_STORE } from "../../core/caching.ts";
import { BY_PORTAL, describe, FOR_CALLERS } from "../../core/describe.ts";
import { refuse } from "../../core/problem.ts";
import { instant } from "../../core/schemas.ts";
import { iso } from "../../core/time.ts";
import { open } from "./open.ts";

export const FrameSession = v.object({
  customerId: v.string(),
  origins: v.array(v.string()),
  scopes: v.array(v.picklist(PORTAL_SCOPES)),
  language: v.nullable(v.picklist(LANGUAGES)),
  theme: v.nullable(v.picklist(PORTAL_THEMES)),
  expiresAt: instant,
});

const Framing = v.object({
  origins: v.pipe(v.array(v.string()), v.description("As EMBED_ORIGINS names them")),
});

/** What the frame asks before it believes a token: a signature is checked here, not in a browser. */
export const frame = new Hono<AppEnv>()
  .get(
    "/session",
    describe({
      tag: "Portal",
      summary:
        "What a frame's token is for; refused where the page that shows the frame is not named",
      parameters: {
        [EMBED_ORIGIN_HEADER]: {
          in: "header",
          description:
            "Origin of the page that shows the frame. Taken at every route that takes a portal token",
        },
      },
      answers: { 200: { description: "As it was made", schema: FrameSession } },
      refusals: [...FOR_CALLERS, "CENTER_CLOSED"],
      security: BY_PORTAL,
    }),
    open,
    (c) => {
      const portal = c.get("portal");
      if (!portal) return refuse(c, "UNAUTHENTICATED");
      const { issuedAtMs: _, expiresAtMs, ...grant } = portal;
      return c.json({ ...grant, expiresAt: iso(expiresAtMs) }, 200, NO_STORE);
    },
  )
  .get(
    "/framing",
    describe({
      tag: "Portal",
      summary: "Whose pages may show /embed in a frame; its `frame-ancestors` is made from it",
      answers: { 200: { description: "None unless the operator named some", schema: Framing } },
      refusals: FOR_CALLERS,
      security: [],
    }),
    (c) => {
      // What is malformed is told by /api/status; until it is mended nobody frames anything.
      const read = readEmbedOrigins(c.env);
      return c.json({ origins: read.ok ? read.value : [] }, 200, NO_STORE);
    },
  );

export type FrameSession = v.InferOutput<typeof FrameSession>;
