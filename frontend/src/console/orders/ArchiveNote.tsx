import { Show } from "solid-js";
import { date } from "../../shared/i18n/format.ts";
import { Words } from "../../shared/ui/Words.tsx";
import { addressOf } from "../api/client.ts";
import { t } from "../i18n.ts";

/** Where a list of orders ends; of one customer with the file of the older ones. */
export function ArchiveNote(props: { before: string | null; customerId: string | undefined }) {
  return (
    <Show when={props.before}>
      {(before) => (
        <p class="archive-note muted small">
          <Words text={t("console.orders.archived", { date: date(before().slice(0, 10)) })} />{" "}
          <Show when={props.customerId}>
            {(id) => (
              <a
                class="text-button"
                href={addressOf(`customers/${encodeURIComponent(id())}/orders/archive.csv`)}
                rel="external"
                download=""
              >
                {t("console.orders.archivedFile")}
              </a>
            )}
          </Show>
        </p>
      )}
    </Show>
  );
}
