import type { DOMPurify } from "dompurify";
import { createEffect, onCleanup } from "solid-js";
import { optional } from "../../primitives/optional.ts";
import { plainLines } from "./plainLines.ts";

/** What an operator's text may contain. Nothing that runs, loads a frame, or styles itself out of its box. */
const ALLOWED = {
  ALLOWED_TAGS: [
    ..."p br hr b strong i em u s small sub sup span div blockquote code pre".split(" "),
    ..."h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tr th td a img".split(" "),
  ],
  ALLOWED_ATTR: ["href", "title", "src", "alt", "width", "height", "colspan", "rowspan"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
};

/**
 * The Worker sanitised it already; it is sanitised again because what is shown is what counts. Where the sanitiser cannot be
 * had, the words are shown and no HTML.
 */
export function SafeHtml(props: { html: string }) {
  let host!: HTMLDivElement;

  createEffect(() => {
    const html = props.html;
    let current = true;
    onCleanup(() => {
      current = false;
    });
    void optional(() => import("dompurify")).then((loaded) => {
      if (!current) return;
      host.replaceChildren(...(loaded ? [sanitised(loaded.default, html)] : paragraphs(html)));
    });
  });

  return <div class="prose" ref={host} />;
}

function sanitised(purify: DOMPurify, html: string): DocumentFragment {
  const content = purify.sanitize(html, { ...ALLOWED, RETURN_DOM_FRAGMENT: true });
  for (const link of content.querySelectorAll("a[href]")) {
    link.setAttribute("rel", "noopener nofollow");
    link.setAttribute("target", "_blank");
  }
  return content;
}

const paragraphs = (html: string): HTMLElement[] =>
  plainLines(html).map((line) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    return paragraph;
  });
