import { A } from "@solidjs/router";
import { readOrders } from "../api/client.ts";
import { t } from "../i18n.ts";
import { ArchiveNote } from "../orders/ArchiveNote.tsx";
import { orderColumns } from "../orders/columns.tsx";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { Section } from "../parts/Facts.tsx";

const SHOWN_MAX = 5;

/** The latest; all of them are a click away, with their filters. */
export function OrdersSection(props: { customerId: string }) {
  const [remote, reload] = createRead(
    () => ({ customer: props.customerId }),
    (asked) => readOrders(asked),
  );
  return (
    <Section
      title={t("console.orders.title")}
      acts={
        <>
          <A
            class="text-button"
            href={`/invoices?${new URLSearchParams({ customer: props.customerId })}`}
          >
            {t("console.invoices.title")}
          </A>
          <A
            class="text-button"
            href={`/orders?${new URLSearchParams({ customer: props.customerId })}`}
          >
            {t("console.customer.allOrders")}
          </A>
        </>
      }
    >
      <Listed
        caption={t("console.orders.title")}
        remote={remote}
        rowsOf={(part) => part.items.slice(0, SHOWN_MAX)}
        columns={orderColumns({ withCustomer: false })}
        onRetry={() => void reload()}
        empty={{ title: t("console.customer.noOrders"), desc: t("console.customer.noOrdersDesc") }}
        foot={(part) => <ArchiveNote before={part.archivedBefore} customerId={props.customerId} />}
      />
    </Section>
  );
}
