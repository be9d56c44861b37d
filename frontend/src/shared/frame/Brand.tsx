import { A } from "@solidjs/router";
import { createUniqueId } from "solid-js";
import { t } from "../i18n/index.ts";
import { PATHS } from "../paths.ts";

export function Brand() {
  const tone = createUniqueId(); // Browsers do not paint a gradient whose element is hidden, so each brand has its own.
  return (
    <A class="brand" href={PATHS.home} aria-label={t("common.brand")}>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <defs>
          <linearGradient id={tone} x1="0" y1="0" x2="1" y2="1">
            <stop class="brand-from" offset="0" />
            <stop class="brand-to" offset="1" />
          </linearGradient>
        </defs>
        <rect width="32" height="32" rx="9" fill={`url(#${tone})`} />
        <path d="M9 16.5l4.8 4.8L23.4 11" />
      </svg>
      <span class="brand-text">{t("common.brand")}</span>
    </A>
  );
}
