import { Hono, type Env as HonoEnv } from "hono";
import { html, raw } from "hono/html";
import { type GenerateSpecOptions, generateSpecs } from "hono-openapi";
import type { AppEnv } from "../app-env.ts";
import { FAILURES } from "../errors.ts";

/** The OpenAPI document of `app`, made from its routes' own schemas, and a page to read it on: no script, no CDN. */
export function documentation<E extends HonoEnv>(
  app: Hono<E>,
  options: Partial<GenerateSpecOptions>,
): Hono<AppEnv> {
  let made: ReturnType<typeof generateSpecs> | undefined;
  // The library would add its own 400 to every route that validates; ours answer 422, and say so.
  const document = () =>
    (made ??= generateSpecs(app, { ...options, defaultValidationErrorResponse: false }));
  return new Hono<AppEnv>()
    .get("/openapi.json", async (c) => c.json(await document(), 200))
    .get("/docs", async (c) => {
      const spec = await document();
      c.header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'");
      return c.html(page(spec.info?.title ?? "", operationsOf(spec.paths ?? {})));
    });
}

interface Operation {
  method: string;
  path: string;
  summary: string;
  tag: string;
  statuses: string[];
}

function operationsOf(paths: object): Operation[] {
  return Object.entries(paths as Record<string, Record<string, Described>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({
        method: method.toUpperCase(),
        path,
        summary: described.summary ?? "",
        tag: described.tags?.[0] ?? "",
        statuses: Object.keys(described.responses ?? {}),
      })),
  );
}

interface Described {
  summary?: string;
  tags?: string[];
  responses?: Record<string, unknown>;
}

const page = (title: string, operations: Operation[]) => html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}: API</title>${raw(STYLE)}</head>
<body><main>
<h1>${title}: API</h1>
<p>The whole document, with every schema: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1).</p>
<h2>Operations</h2>
<table><thead><tr><th>Area</th><th>Operation</th><th>What it does</th><th>Statuses</th></tr></thead><tbody>
${operations.map(
  (o) =>
    html`<tr><td>${o.tag}</td><td><code>${o.method} ${o.path}</code></td><td>${o.summary}</td><td>${o.statuses.join(", ")}</td></tr>`,
)}
</tbody></table>
<h2>Refusals</h2>
<p>Failures are <code>application/problem+json</code> (RFC 9457) with one of these codes.</p>
<table><thead><tr><th>Code</th><th>Status</th><th>English</th><th>中文</th><th>日本語</th></tr></thead><tbody>
${Object.entries(FAILURES).map(
  ([
    code,
    { status, text },
  ]) => html`<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${text.en}</td>
<td lang="zh-CN">${text.zh}</td><td lang="ja">${text.jp}</td></tr>`,
)}
</tbody></table>
</main></body></html>`;

const STYLE = `<style>
:root { color-scheme: light dark; font: 15px/1.6 system-ui, sans-serif }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1rem }
table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-bottom: 1px solid #8884 }
tr:target { background: #8882 }
</style>`;
