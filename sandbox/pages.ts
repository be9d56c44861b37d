import { createHash } from "node:crypto";
import { html, raw } from "hono/html";

/** What a template of `hono/html` gives; interpolated values are escaped by it. */
export type Markup = ReturnType<typeof html>;

export type Language = "zh" | "en";

/** The first of the two languages the browser asks for. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const asked = (acceptLanguage ?? "").toLowerCase().split(",");
  const first = asked.map((part) => part.trim()).find((part) => /^(zh|en)\b/.test(part));
  return first?.startsWith("zh") ? "zh" : "en";
}

/** The tokens of the product's look, so that the two sites feel like one. */
const STYLE = `
:root{color-scheme:light dark;--background:#f6f7f9;--surface:#fff;--sunk:#f0f2f5;--text:#14171f;--muted:#636b7a;
--line:#e3e6ec;--accent:#4f46e5;--accent-soft:#eef0ff;--on-accent:#fff;--ok:#0a8f5b;--danger:#c8322b;--warning:#b25e09}
@media (prefers-color-scheme:dark){:root{--background:#0e1015;--surface:#171a21;--sunk:#1f232c;--text:#edf0f5;
--muted:#98a1b2;--line:#2a2f3a;--accent:#8b8cff;--accent-soft:#23244a;--on-accent:#0e1015;--ok:#4fd39a;
--danger:#ff8a80;--warning:#f0b35b}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:20px 16px;background:var(--background);
color:var(--text);font:15px/1.6 system-ui,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif}
main{width:100%;max-width:400px;background:var(--surface);border:1px solid var(--line);border-radius:22px;padding:28px 24px}
h1{font-size:17px;line-height:1.4;margin:0}p{margin:0}
header{display:flex;align-items:center;gap:12px;margin-bottom:20px}
header small{display:block;color:var(--muted);font-size:12.5px}
.mark{width:40px;height:40px;border-radius:12px;display:grid;place-items:center;color:#fff;font-weight:600;flex:none}
.wechat{background:#1aad19}.alipay{background:#1677ff}.plain{background:var(--accent);color:var(--on-accent)}
.amount{font-size:38px;line-height:1.2;font-weight:700;font-variant-numeric:tabular-nums;margin:4px 0 20px}
.amount small{font-size:20px;font-weight:600;margin-right:2px}
dl{margin:0 0 20px;border-top:1px solid var(--line)}
dl div{display:flex;justify-content:space-between;gap:16px;padding:10px 0;border-bottom:1px solid var(--line)}
dt{color:var(--muted);flex:none}dd{margin:0;text-align:right;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.notice{padding:12px 14px;border-radius:12px;background:var(--sunk);margin-bottom:20px;font-weight:600}
.notice span{display:block;font-weight:400;color:var(--muted);font-size:13.5px}
.ok{color:var(--ok)}.danger{color:var(--danger)}.warning{color:var(--warning)}
form{display:grid;gap:10px}
button,.button{font:inherit;font-weight:600;min-height:46px;padding:10px 16px;border-radius:12px;border:1px solid var(--line);
background:var(--surface);color:var(--text);cursor:pointer;text-align:center;text-decoration:none;display:block}
button.primary,.button.primary{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
button:hover,.button:hover{border-color:var(--accent)}
button:focus-visible,.button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
button.person{display:flex;align-items:center;gap:12px;text-align:left;padding:12px 14px}
button.person[aria-current]{border-color:var(--accent);background:var(--accent-soft)}
button.person span:not(.avatar){display:block}button.person small{color:var(--muted);font-weight:400;font-size:12.5px}
button.person small{display:block}button.person em{margin-left:auto;font-style:normal;font-weight:400;font-size:12.5px;color:var(--muted)}
.avatar{width:36px;height:36px;border-radius:50%;display:grid;place-items:center;background:var(--accent-soft);color:var(--accent);flex:none}
footer{margin-top:20px;color:var(--muted);font-size:12.5px;text-align:center}
`;

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** No script at all; `formTargets` are the origins a form may end up at, redirects included. */
export const pageHeaders = (formTargets: readonly string[] = []): Record<string, string> => ({
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "Content-Security-Policy": [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action ${["'self'", ...formTargets].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
});

export const page = (
  language: Language,
  title: string,
  body: Markup,
): Markup => html`<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body><main>${body}</main></body>
</html>`;
