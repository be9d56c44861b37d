import { Hono } from "hono";
import type { AppEnv } from "../app-env.ts";
import { describe, FOR_CALLERS } from "../describe.ts";
import type { Document } from "../openapi/document.ts";

/** Seconds for which a reader keeps what a deployment may change. */
const LIFE_SECONDS = 300;
const KEPT = { "cache-control": `public, max-age=${LIFE_SECONDS}` };

/**
 * The OpenAPI document of all routes, and the page to read it on. Both are made when somebody asks: what makes them is
 * imported here, so that no customer's first request waits for it.
 */
export function documentation(routes: () => Parameters<typeof documentOf>[0]): Hono<AppEnv> {
  let made: Promise<Document> | undefined;
  let written: Promise<string> | undefined;
  let shown: ReturnType<typeof pageOf> | undefined;
  const document = () => (made ??= documentOf(routes()));
  return new Hono<AppEnv>()
    .get(
      "/openapi.json",
      describe({
        tag: "Operation",
        summary: "This document",
        answers: {
          200: { description: "OpenAPI 3.1", schema: null, type: "application/json" },
        },
        refusals: FOR_CALLERS,
        security: [],
      }),
      async (c) => {
        written ??= document().then((made) => JSON.stringify(made));
        return c.body(await written, 200, { ...KEPT, "content-type": "application/json" });
      },
    )
    .get(
      "/docs",
      describe({
        tag: "Operation",
        summary: "This document as a page",
        answers: { 200: { description: "The page", schema: null, type: "text/html" } },
        refusals: FOR_CALLERS,
        security: [],
      }),
      async (c) => {
        shown ??= pageOf(document());
        const { html, policy } = await shown;
        return c.html(html, 200, { ...KEPT, "content-security-policy": policy });
      },
    );
}

const documentOf = async (
  ...lines: Parameters<typeof import("../openapi/document.ts")["documentOf"]>
) => (await import("../openapi/document.ts")).documentOf(...lines);

const pageOf = async (document: Promise<Document>) =>
  (await import("../openapi/page.ts")).pageOf(await document);
