/**
 * What an operator's text may contain: data alone, which the Worker and the page both import, so that the page never drops
 * what the Worker lets through. Nothing here runs, loads anything, or styles itself out of its box.
 */
export const OPERATOR_ELEMENTS: readonly string[] = [
  ..."p div blockquote pre h2 h3 h4 hr br ul ol li dl dt dd".split(" "),
  ..."table thead tbody tr th td".split(" "),
  ..."a abbr b code del em i ins s small span strong sub sup u".split(" "),
];

export type OperatorAttribute = "href" | "title" | "colspan" | "rowspan";

/** By element. Every other attribute is dropped. */
export const OPERATOR_ATTRIBUTES: Readonly<Record<string, readonly OperatorAttribute[]>> = {
  a: ["href", "title"],
  td: ["colspan", "rowspan"],
  th: ["colspan", "rowspan"],
};
