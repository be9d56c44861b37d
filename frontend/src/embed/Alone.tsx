import { Show } from "solid-js";
import { t } from "../shared/i18n/index.ts";
import { PATHS } from "../shared/paths.ts";
import { Notice } from "../shared/ui/Notice.tsx";

/** The page in a window of its own: where Stripe's pages lead back to, or opened by hand. */
export function Alone(props: { from: "done" | "left" | undefined }) {
  return (
    <div class="embed">
      <Show
        when={props.from}
        fallback={
          <Notice icon="box" title={t("embed.alone")} desc={t("embed.aloneDesc")}>
            <a class="button primary" href={PATHS.subscription}>
              {t("embed.toPortal")}
            </a>
          </Notice>
        }
      >
        {(from) => (
          <Notice
            icon={from() === "done" ? "check" : "info"}
            title={t(`embed.${from()}`)}
            desc={t("embed.closeWindow")}
          />
        )}
      </Show>
    </div>
  );
}
