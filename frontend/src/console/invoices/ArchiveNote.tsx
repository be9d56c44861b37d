import { Show } from "solid-js";
import { month } from "../../shared/i18n/format.ts";
import { Words } from "../../shared/ui/Words.tsx";
import { addressOf } from "../api/client.ts";
import { t } from "../i18n.ts";

/** Where a list of invoices, or of what hangs on them, ends; of one customer with the file of the older ones. */
export function ArchiveNote(props: { until: string | null; customerId?: string | undefined }) {
  return (
    <Show when={props.until}>
      {(until) => (
        <p class="archive-note muted small">
          <Words text={t("console.invoices.archived", { month: month(until()) })} />{" "}
          <Show when={props.customerId}>
            {(id) => (
              <a
                class="text-button"
                href={addressOf(`customers/${encodeURIComponent(id())}/invoices/archive.csv`)}
                rel="external"
                download=""
              >
                {t("console.invoices.archivedFile")}
              </a>
            )}
          </Show>
        </p>
      )}
    </Show>
  );
}
