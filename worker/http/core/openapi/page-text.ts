import { html } from "hono/html";

/** Text of the document: paragraphs, with `code` in them. */
export const prose = (text: string) =>
  text.split("\n\n").map((part) => html`<p>${words(part)}</p>`);

export const words = (text: string) =>
  text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
