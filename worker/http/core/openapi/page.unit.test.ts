import { expect, test } from "vitest";
import app from "../../../app.ts";
import { FAILURES } from "../errors.ts";
import type { Document } from "./document.ts";
import { curl } from "./page-operation.ts";

const document = (await (await app.request("/api/openapi.json", undefined, {})).json()) as Document;
const response = await app.request("/api/docs", undefined, {});
const page = await response.text();

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(
    ([method, operation]) => [operation.operationId, { path, method, operation }] as const,
  ),
);

test("the page runs nothing and loads nothing", () => {
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|\sstyle=|url\(|@import/i);
  const addresses = [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address);
  expect(addresses.filter((address) => !/^(#|\/(?!\/))/.test(address ?? ""))).toEqual([]);
});

test("its policy allows this one style by its hash, and nothing else", async () => {
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`style-src 'sha256-${Buffer.from(digest).toString("base64")}'`);
  expect(policy).not.toContain("unsafe");
});

test("every link within the page leads somewhere, and no id is there twice", () => {
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const wanted = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
  expect(wanted.length).toBeGreaterThan(operations.length);
  expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
});

test.each(operations)("%s is there with its call and its answers", (operationId, entry) => {
  const start = page.indexOf(`id="${operationId}"`);
  const part = page.slice(start, page.indexOf('<details class="operation">', start));
  expect(start).toBeGreaterThan(0);
  expect(part).toContain("curl ");
  for (const status of Object.keys(entry.operation.responses))
    expect(part).toContain(`>${status}<`);
});

test("what many operations have in common is described once, so that a browser has less to lay out", () => {
  const times = (text: string) => page.split(text).length - 1;
  expect(times("pay.example.com/api/docs#")).toBe(1); // The example of a refusal.
  expect(times("<td><code>accept-language</code></td>")).toBe(1);
  expect(times("<td><code>buyer.company</code></td>")).toBe(1);
  expect(page).toContain(
    'The same as of <a href="#getPortalInvoicesById">GET /api/portal/invoices/{id}</a>',
  );
});

test("a body that can be one of several has the fields of each", () => {
  const part = page.slice(page.indexOf('id="postConsoleFapiaoResults"'));
  const row = (name: string) => part.split(`<tr><td><code>${name}</code></td>`)[1] ?? "";
  expect(row("results[].result")).toMatch(/^<td>issuing \| issued \| refused \| red<\/td><td>req/);
  expect(row("results[].number")).toMatch(/^<td>string<\/td><td>optional<\/td>/);
});

test("a call can be pasted into a shell", () => {
  const [, entry] = operations.find(([id]) => id === "postCustomersByCustomerDeduct") ?? [];
  expect(curl(document, entry as (typeof operations)[number][1])).toBe(
    [
      `curl -X POST "$ORIGIN/api/customers/customer-lin/deduct"`,
      `-H "authorization: Bearer $KEY"`,
      `-H 'Idempotency-Key: call-4711'`,
      `-H 'content-type: application/json'`,
      `-d '{"asset":"power","amount":3,"reference":"chat 4711"}'`,
    ].join(" \\\n  "),
  );
});

test("what the document says is written as text, never as markup", () => {
  expect(page).toContain("eck_&lt;prefix&gt;_&lt;secret&gt;");
});

test("every refusal is there, in three languages", () => {
  for (const [code, { text }] of Object.entries(FAILURES)) {
    const row = page.slice(page.indexOf(`<tr id="${code}"`)).split("</tr>")[0];
    for (const words of [text.en.replaceAll("'", "&#39;"), text.zh, text.jp])
      expect(row).toContain(words);
  }
});
