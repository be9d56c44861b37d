import { Hono } from "hono";
import type { AppEnv } from "../../core/app-env.ts";
import { describe, FOR_CALLERS } from "../../core/describe.ts";
import type { Document } from "../../core/openapi/document.ts";
import type { DocumentParts } from "../../core/openapi/parts.ts";

/** Seconds for which a reader keeps what a deployment may change. */
const LIFE_SECONDS = 300;
const KEPT = { "cache-control": `public, max-age=${LIFE_SECONDS}` };

/**
 * The OpenAPI document of all routes, and the page to read it on. Both are made when somebody asks: what makes them is
 * imported here, so that no customer's first request waits for it.
 */
export function documentation(sources: {
  routes: () => Hono<AppEnv>["routes"];
  parts: () => Promise<DocumentParts>;
}): Hono<AppEnv> {
  // What was made is kept, never the making of it: a request that ends early must not leave others waiting for it.
  let made: Document | undefined;
  let written: string | undefined;
  let shown: Awaited<ReturnType<typeof pageOf>> | undefined;
  const document = async () => (made ??= await write(sources.routes(), await sources.parts()));
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
        written ??= JSON.stringify(await document());
        return c.body(written, 200, { ...KEPT, "content-type": "application/json" });
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
        shown ??= await pageOf(await document());
        return c.html(shown.html, 200, { ...KEPT, "content-security-policy": shown.policy });
      },
    );
}

const write = async (routes: Hono<AppEnv>["routes"], parts: DocumentParts) =>
  (await import("../../core/openapi/document.ts")).documentOf(routes, parts);

const pageOf = async (document: Document) =>
  (await import("../../core/openapi/page.ts")).pageOf(document);
