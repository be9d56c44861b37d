import { expect, test } from "vitest";
import { sanitiseHtml } from "../../../../worker/http/core/html.ts";
import { ALLOWED_HTML } from "./allowedHtml.ts";

/** Elements of HTML that an operator may think of, allowed or not. */
const ELEMENTS = [
  ..."a abbr address article aside b bdi bdo big blockquote br button caption center cite code".split(
    " ",
  ),
  ..."col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4".split(
    " ",
  ),
  ..."h5 h6 header hr i iframe img input ins kbd label li link main mark marquee meta nav ol".split(
    " ",
  ),
  ..."p picture pre q s samp script section small source span strong style sub summary sup".split(
    " ",
  ),
  ..."svg table tbody td template tfoot th thead time tr track u ul var video wbr".split(" "),
];
const ATTRIBUTES = "align alt class colspan headers height href id rowspan src style title width";

/** Names of the elements and attributes that the Worker lets through. */
function passed(html: string): { elements: string[]; attributes: string[] } {
  const clean = sanitiseHtml(html);
  const named = (pattern: RegExp) => [...clean.matchAll(pattern)].map(([, name = ""]) => name);
  return { elements: named(/<([a-z]\w*)/g), attributes: named(/ (\w+)="/g) };
}

test("the page shows exactly the elements that the Worker lets through", () => {
  const elements = ELEMENTS.filter((name) => passed(`<${name}>x</${name}>`).elements.length > 0);
  expect(elements).toEqual([...ALLOWED_HTML.ALLOWED_TAGS].sort());
});

test("the page shows exactly the attributes that the Worker lets through", () => {
  const given = ATTRIBUTES.split(" ").map((name) => `${name}="2"`);
  const html = ELEMENTS.map((name) => `<${name} ${given.join(" ")}>x</${name}>`);
  const attributes = new Set(html.flatMap((one) => passed(one).attributes));
  attributes.add("href"); // "2" is no address.
  attributes.delete("rel"); // The Worker's own; the page sets it anew.
  expect(passed('<a href="/terms">x</a>').attributes).toContain("href");
  expect([...attributes].sort()).toEqual([...ALLOWED_HTML.ALLOWED_ATTR].sort());
});
