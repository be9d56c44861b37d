import { test } from "vitest";
import { sanitiseHtml } from "../http/html.ts";

const inputs = [
  `<a href="javascript:1" href="https://ok">x</a>`,
  `<a href="https://ok" href="javascript:1">x</a>`,
  `<p onclick=a onclick=b>x</p>`,
  `<img src=x onerror=alert(1) `,
  `text <a href="https://x`,
  `a < b && c > d`,
  `<a href="/&#47;evil">x</a>`,
  `<a href="/	/evil">x</a>`,
  `<select><xmp><img src=x onerror=1></xmp></select>x`,
  `<select><title>x</title><img src=x onerror=1></select>`,
  `<svg><p>hi</p><style><img src=x onerror=1></style></svg>after`,
  `<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
  `<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>`,
  `<![CDATA[<img src=x onerror=1>]]>`,
  `<?xml <img src=x onerror=1> ?>`,
  `<!doctype html><p>x`,
  `<!--><img src=x onerror=1>-->`,
  `<!-- a --!><img src=x onerror=1>-->`,
  `</p></script><b>x`,
  `<script>alert(1)`,
  `<script>alert(1)</script >x`,
  `<scr<script>ipt>alert(1)</script>`,
  `<p title='a"onclick="x'>z</p>`,
  `<a title='a"onclick="x'>z</a>`,
  `<a title="x" / onclick=y href=/ok>z</a>`,
  `<x-foo><b>k</b></x-foo>`,
  `<svg/onload=alert(1)>after`,
  `<svg/>after`,
  `<table><tr><td colspan=2>a</td></tr></table>`,
  `<plaintext>abc<b>d`,
  `<b\u0000 onclick=x>y</b>`,
  `<a\u000chref=javascript:x>y</a>`,
  `<textarea></textarea><img src=x onerror=1></textarea>`,
  `<title><img src=x onerror=1></title>after`,
  `<body onload=x><p>y</body>`,
  `<frameset><frame src=javascript:1></frameset>`,
  `<select><template><xmp></template></select><img src=x onerror=1>`,
  `<div><`,
  `<div></`,
  `<div></b`,
];
test("probe", async () => {
  for (const i of inputs) {
    let _out;
    try {
      _out = JSON.stringify(await sanitiseHtml(i));
    } catch (e) {
      _out = `THROWS ${(e as Error).message}`;
    }
  }
});
