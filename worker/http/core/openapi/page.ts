import { html, raw } from "hono/html";
import { FAILURES } from "../errors.ts";
import type { Document } from "./document.ts";
import {
  bodyPlaces,
  type Entry,
  examplesPart,
  operationPart,
  parametersTable,
} from "./page-operation.ts";
import { prose, words } from "./page-text.ts";
import { STYLE } from "./style.ts";
import type { Parameter } from "./types.ts";

/** The document as a page that runs nothing and loads nothing: its one style is allowed by its hash. */
export async function pageOf(document: Document): Promise<{ html: string; policy: string }> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(STYLE));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return {
    html: String(await page(document)),
    policy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

function page(document: Document) {
  const places = bodyPlaces(document.tags.flatMap(({ name }) => entriesOf(document, name)));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title}: API</title>
<style>${raw(STYLE)}</style>
</head>
<body><div class="shell">
<nav aria-label="Contents">
<a class="brand" href="/">${document.info.title}</a>
<details class="narrow"><summary>Contents</summary>${contents(document)}</details>
<div class="broad">${contents(document)}</div>
</nav>
<main>
<h1>${document.info.title}: API</h1>
${prose(document.info.description)}
<p>The whole document, to generate a client from: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1).</p>
<h2 id="who">Who calls</h2>
<div class="wide stack" tabindex="0"><table><thead><tr><th>Scheme</th><th>Sent as</th><th>What it is</th></tr></thead><tbody>
${Object.entries(document.components.securitySchemes).map(([name, scheme]) => schemeRow(name, scheme))}
</tbody></table></div>
<h2 id="every-call">With every call</h2>
${parametersTable(document, Object.values(document.components.parameters as Record<string, Parameter>))}
${document.tags.map(
  ({ name, description }) => html`<section>
<h2 id="${slug(name)}">${name}</h2>
<p class="muted">${description}</p>
${entriesOf(document, name).map((entry) => operationPart(document, entry, places))}
</section>`,
)}
<h2 id="refusals">Refusals</h2>
<p>Failures are <code>application/problem+json</code> (RFC 9457) with one of these codes, and a <code>title</code> in the
request's language:</p>
<h3>Example</h3>
${examplesPart(document, { one: { $ref: "#/components/examples/INVALID_REQUEST" } })}
<h3>Codes</h3>
<div class="wide stack" tabindex="0"><table><thead><tr><th>Code</th><th>Status</th><th>English</th><th>中文</th><th>日本語</th></tr></thead><tbody>
${Object.entries(FAILURES).map(
  ([
    code,
    { status, text },
  ]) => html`<tr id="${code}"><td><code>${code}</code></td><td>${status}</td>
<td class="words">${text.en}</td><td class="words" lang="zh-CN">${text.zh}</td><td class="words" lang="ja">${text.jp}</td></tr>`,
)}
</tbody></table></div>
</main>
</div></body></html>`;
}

const slug = (name: string): string => name.toLowerCase().replaceAll(/\W+/g, "-");

const entriesOf = ({ paths }: Document, tag: string): Entry[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => ({ method, path, operation })),
  );

const contents = (document: Document) => html`
<h2><a href="#who">Who calls</a></h2>
<h2><a href="#every-call">With every call</a></h2>
${document.tags.map(
  ({ name }) => html`<h2><a href="#${slug(name)}">${name}</a></h2><ul>
${entriesOf(document, name).map(
  ({ method, operation }) =>
    html`<li><a href="#${operation.operationId}"><span class="method ${method}">${method.toUpperCase()}</span> <span>${operation.summary}</span></a></li>`,
)}</ul>`,
)}
<h2><a href="#refusals">Refusals</a></h2>`;

function schemeRow(name: string, scheme: object) {
  const { type, name: cookie, bearerFormat, description } = scheme as Record<string, string>;
  const sent =
    type === "apiKey" ? `Cookie: ${cookie}=…` : `Authorization: Bearer <${bearerFormat}>`;
  return html`<tr><td><code>${name}</code></td><td><code>${sent.replace("<eck_", "eck_").replace("secret>>", "secret>")}</code></td><td class="words">${words(description ?? "")}</td></tr>`;
}
