import { A, useSearchParams } from "@solidjs/router";
import { createEffect, createSignal, For, Show } from "solid-js";
import type reference from "../../i18n/zh/agreement.json";
import { language, t } from "../../shared/i18n/index.ts";
import type { Language } from "../../shared/i18n/language.ts";
import { PATHS } from "../../shared/paths.ts";
import { cameFrom } from "../../shared/primitives/destination.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import NotFound from "./not-found.tsx";

type Agreement = typeof reference.payment;

/** Long texts that only this page needs, a language each. */
const AGREEMENTS: Record<Language, () => Promise<{ default: typeof reference }>> = {
  zh: () => import("../../i18n/zh/agreement.json"),
  en: () => import("../../i18n/en/agreement.json"),
  jp: () => import("../../i18n/jp/agreement.json"),
};

export default function AgreementPage() {
  const [query] = useSearchParams<{ type: string; item: string }>();
  const [agreement, setAgreement] = createSignal<Agreement>();
  createEffect(() => {
    const wanted = language();
    void AGREEMENTS[wanted]().then(({ default: texts }) => {
      if (wanted === language()) setAgreement(texts.payment);
    });
  });
  const known = () => query.type === "agreement" && query.item === "payment";

  return (
    <Show when={known()} fallback={<NotFound />}>
      <article class="page narrow agreement">
        <div class="page-head">
          <A
            class="icon-button"
            href={PATHS.home}
            aria-label={cameFrom() ? t("common.action.back") : t("common.action.backHome")}
            onClick={(event) => {
              if (!cameFrom()) return;
              event.preventDefault();
              history.back();
            }}
          >
            <Icon name="back" />
          </A>
          <h1>{t("menu.agreement")}</h1>
        </div>
        <Show when={agreement()}>
          {(text) => (
            <>
              <p class="muted">{text().lead}</p>
              <For each={text().sections}>
                {(section) => (
                  <section>
                    <h2>{section.title}</h2>
                    <For each={section.lines}>{(line) => <p>{line}</p>}</For>
                  </section>
                )}
              </For>
            </>
          )}
        </Show>
      </article>
    </Show>
  );
}
