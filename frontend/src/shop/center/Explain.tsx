import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { TERMS_PATH } from "../../shared/paths.ts";
import { Phrase } from "../../shared/ui/Phrase.tsx";
import { SafeHtml } from "../../shared/ui/SafeHtml.tsx";

/** The operator's words about what is sold, or ours where there are none, and the terms. */
export function Explain(props: { title: string; html: string; fallback: string }) {
  return (
    <section class="explain">
      <h2>{props.title}</h2>
      <div class="card">
        <Show when={props.html.trim()} fallback={<p>{props.fallback}</p>}>
          {(html) => <SafeHtml html={html()} />}
        </Show>
        <p class="terms">
          <Phrase
            text={t("pay.center.terms")}
            parts={{
              link: <A href={TERMS_PATH}>{t("pay.center.termsLink")}</A>,
            }}
          />
        </p>
      </div>
    </section>
  );
}
