import type { DOMPurify } from "dompurify";
import { createEffect, onCleanup } from "solid-js";
import { foreignTag } from "../i18n/foreign.ts";
import { optional } from "../primitives/optional.ts";
import { ALLOWED_HTML } from "./allowedHtml.ts";
import { plainLines } from "./plainLines.ts";

/**
 * The Worker has sanitised it; it is sanitised again where it is shown, so that one mistake there is not enough. Without the
 * sanitiser (blocked, or not loaded) only the text is shown.
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

  return <div class="prose" lang={foreignTag(props.html.replaceAll(/<[^>]*>/g, " "))} ref={host} />;
}

function sanitised(purify: DOMPurify, html: string): DocumentFragment {
  const content = purify.sanitize(html, { ...ALLOWED_HTML, RETURN_DOM_FRAGMENT: true });
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
