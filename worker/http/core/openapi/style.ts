/** The page's tokens, as frontend/src/shared/styles/tokens.css has them. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --background: light-dark(#f6f7f9, #0e1015); --surface: light-dark(#fff, #171a21); --sunk: light-dark(#f0f2f5, #1f232c);
  --text: light-dark(#14171f, #edf0f5); --muted: light-dark(#5c6473, #98a1b2); --line: light-dark(#e3e6ec, #2a2f3a);
  --accent: light-dark(#4f46e5, #8b8cff); --soft: light-dark(#eef0ff, #23244a);
  --ok: light-dark(#08794d, #4fd39a); --warning: light-dark(#9a5006, #f0b35b); --danger: light-dark(#c8322b, #ff8a80);
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  font: 15px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  scroll-padding-top: 16px;
}
* { box-sizing: border-box }
body { margin: 0; background: var(--background); color: var(--text); overflow-wrap: break-word }
a { color: var(--accent); text-decoration: none }
p a, a:hover { text-decoration: underline; text-underline-offset: 3px }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px }
.shell { display: grid; grid-template-columns: 300px minmax(0, 1fr) }
nav { position: sticky; top: 0; align-self: start; height: 100vh; overflow-y: auto; padding: 20px 12px 32px; font-size: 13.5px; line-height: 1.45; background: var(--surface); border-right: 1px solid var(--line) }
.brand { display: flex; gap: 10px; align-items: center; padding: 4px 8px; font-size: 15px; font-weight: 600; color: var(--text) }
.brand::before { content: ""; width: 26px; height: 26px; border-radius: 8px; background: linear-gradient(135deg, #4f46e5, #10b981) }
nav h2 { margin: 20px 0 4px; padding: 0 8px; font-size: 12.5px; font-weight: 600 }
nav h2 a { color: var(--muted) }
nav ul { list-style: none; margin: 0; padding: 0 }
nav li a { display: flex; gap: 8px; padding: 5px 8px; border-radius: 8px; color: var(--text) }
nav li a:hover { background: var(--sunk); text-decoration: none }
nav .method { flex: none; width: 36px; font-size: 11px; line-height: 20px }
nav details > summary { padding: 8px; font-weight: 600; cursor: pointer }
.narrow { display: none }
main { width: 100%; max-width: 1000px; margin: 0 auto; padding: 32px 40px 96px; min-width: 0 }
h1 { margin: 0 0 8px; font-size: 30px; line-height: 1.25; letter-spacing: -.01em }
h2 { margin: 56px 0 4px; font-size: 22px; line-height: 1.3 }
h3 { margin: 24px 0 8px; font-size: 13.5px; font-weight: 600 }
h4 { margin: 16px 0 4px; font-size: 13.5px; font-weight: 500; color: var(--muted) }
p { margin: 0 0 12px; max-width: 68ch }
.muted { color: var(--muted) }
code, pre { font-family: var(--mono); font-size: 13px }
pre { margin: 0; padding: 12px 16px; overflow-x: auto; background: var(--sunk); border-radius: 12px; line-height: 1.5 }
p code, td code, li code { background: var(--sunk); padding: 1px 5px; border-radius: 5px; overflow-wrap: anywhere }
.operation { margin: 12px 0; background: var(--surface); border: 1px solid var(--line); border-radius: 16px }
.operation > summary { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 2px 12px; align-items: baseline; padding: 14px 20px; cursor: pointer; list-style: none; border-radius: 16px }
.operation > summary::-webkit-details-marker { display: none }
.operation > summary::after { content: "+"; grid-area: 1 / 3; color: var(--muted); font: 17px/1 var(--mono) }
.operation[open] > summary::after { content: "\\2212" }
.operation > summary:hover .path { color: var(--accent) }
.method { font: 600 12px/1.6 var(--mono); color: var(--ok) }
.method.post { color: var(--accent) }
.method.delete { color: var(--danger) }
.method.put, .method.patch { color: var(--warning) }
.path { font: 600 14px/1.6 var(--mono); overflow-wrap: anywhere }
.says { grid-column: 1 / 3; color: var(--muted); font-size: 13.5px }
.inside { padding: 0 20px 20px; border-top: 1px solid var(--line) }
.wide { overflow-x: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 12px }
table { border-collapse: collapse; width: 100%; font-size: 13.5px }
th, td { text-align: left; vertical-align: top; padding: 8px 12px; border-bottom: 1px solid var(--line) }
tr:last-child > td { border-bottom: 0 }
th { font-weight: 500; color: var(--muted); background: var(--sunk) }
td.words { min-width: 14rem }
td:first-child code { white-space: nowrap }
tr:target { background: var(--soft) }
.answer { border-bottom: 1px solid var(--line) }
.answer:last-child { border-bottom: 0 }
.answer > summary, div.answer { display: flex; gap: 12px; padding: 10px 4px; font-size: 13.5px }
.answer > summary { cursor: pointer }
.answer .first { min-width: 0 }
.answer a code { color: inherit }
.answer > div { padding: 0 4px 16px }
.status { flex: none; font: 600 13px/1.7 var(--mono); color: var(--ok) }
.status.s3 { color: var(--muted) }
.status.s4 { color: var(--warning) }
.status.s5 { color: var(--danger) }
@media (max-width: 900px) {
  .shell { display: block }
  nav { position: static; height: auto; padding: 8px; border-right: 0; border-bottom: 1px solid var(--line) }
  .narrow { display: block }
  .broad { display: none }
  main { padding: 20px 16px 64px }
  h1 { font-size: 22px }
  h2 { margin-top: 40px; font-size: 17px }
  .operation > summary, .inside { padding-left: 16px; padding-right: 16px }
  .stack thead { display: none }
  .stack tr { display: block; padding: 8px 12px; border-bottom: 1px solid var(--line) }
  .stack tr:last-child { border-bottom: 0 }
  .stack td { display: block; padding: 1px 0; border: 0 }
  .stack td:empty { display: none }
  .stack td:not(:first-child, .words) { color: var(--muted) }
  td:first-child code { white-space: normal }
}
`;
