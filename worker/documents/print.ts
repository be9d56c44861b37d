import type { Language } from "../domain/language.ts";
import type { DocumentView, Fact, Party } from "./view.ts";

/** A document as a page that is read and printed anywhere. It runs nothing and loads nothing: its one style is allowed by its hash. */
export async function printView(view: DocumentView): Promise<{ html: string; policy: string }> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(PRINT_STYLE));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return {
    html: page(view),
    policy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

const TAGS: Record<Language, string> = { zh: "zh-CN", en: "en", jp: "ja" };

const page = (view: DocumentView): string => `<!doctype html>
<html lang="${TAGS[view.language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`${view.title} ${view.number}`)}</title>
<style>${PRINT_STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(view.title)}${view.mark && ` <strong>${escaped(view.mark)}</strong>`}</h1>
${facts(view.facts)}
<div class="parties">${party(view.seller)}${party(view.buyer)}</div>
${table(view.itemHeadings, view.items)}
<div class="sums">
${table(view.taxHeadings, view.taxes)}
${facts(view.totals)}
</div>
${view.notes.map((note) => `<p>${bidi(note)}</p>`).join("\n")}
</main>
</body>
</html>
`;

/** A name in another direction stays inside its own place. */
const bidi = (text: string): string => `<bdi>${escaped(text)}</bdi>`;

const facts = (rows: readonly Fact[]): string =>
  `<dl>${rows.map(([label, value]) => `<div><dt>${escaped(label)}</dt><dd>${bidi(value)}</dd></div>`).join("")}</dl>`;

const party = ({ heading, name, lines }: Party): string =>
  `<section><h2>${escaped(heading)}</h2><p class="name">${bidi(name)}</p>${lines.map((line) => `<p>${bidi(line)}</p>`).join("")}</section>`;

const table = (headings: readonly string[], rows: readonly string[][]): string =>
  `<table><thead><tr>${headings.map((text) => `<th scope="col">${escaped(text)}</th>`).join("")}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map((text) => `<td>${bidi(text)}</td>`).join("")}</tr>`).join("\n")}</tbody></table>`;

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Bidi controls could turn an amount around that stands beside a name. */
const escaped = (text: string): string =>
  text
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");

/** The frame in a host's page shows the view under its own policy, which allows this too (frontend/build/shells.ts). */
export const PRINT_STYLE = `
@page { size: A4; margin: 16mm; }
* { box-sizing: border-box; }
body { margin: 0; color: #16181d; background: #fff; font: 14px/1.5 system-ui, "Noto Sans SC", "Noto Sans JP", sans-serif; }
main { max-width: 820px; margin: 0 auto; padding: 24px; }
h1 { margin: 0 0 16px; font-size: 26px; }
h1 strong { color: #b42318; font-size: 16px; }
h2 { margin: 0 0 4px; color: #5b616e; font-size: 13px; font-weight: 500; }
p { margin: 0 0 4px; overflow-wrap: anywhere; }
.name { font-weight: 600; }
dl { margin: 0 0 20px; }
dl div { display: flex; gap: 12px; }
dt { min-width: 130px; color: #5b616e; }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.parties { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; margin-bottom: 20px; }
.parties > * { min-width: 0; }
table { width: 100%; margin-bottom: 20px; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 8px; border-bottom: 1px solid #d9dce3; text-align: right; vertical-align: top; }
th { color: #5b616e; font-weight: 500; }
th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.sums { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; align-items: start; }
@media (max-width: 560px) { .parties, .sums { grid-template-columns: 1fr; } main { padding: 16px; } }
@media print { main { max-width: none; padding: 0; } }
`;
