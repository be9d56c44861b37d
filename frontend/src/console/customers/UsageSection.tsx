import { moment, whole } from "../../shared/i18n/format.ts";
import { readUsage } from "../api/client.ts";
import type { UsageSummary } from "../api/types.ts";
import { t } from "../i18n.ts";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { Section } from "../parts/Facts.tsx";

type Product = UsageSummary["products"][number];

/** What a customer used in the running period, and what is left of it. */
export function UsageSection(props: { customerId: string }) {
  const [remote, reload] = createRead(() => props.customerId, readUsage);
  return (
    <Section title={t("console.customer.usage")}>
      <Listed
        caption={t("console.customer.usage")}
        remote={remote}
        rowsOf={(value) => value.products}
        onRetry={() => void reload()}
        columns={[
          { head: t("console.column.item"), cell: (row) => row.name },
          {
            head: t("console.customer.used"),
            numeric: true,
            cell: (row) => inUnits(row, row.used),
          },
          { head: t("console.customer.limit"), numeric: true, cell: limitOf },
          {
            head: t("console.customer.resets"),
            cell: (row) => row.resetsAt && moment(row.resetsAt),
          },
        ]}
        empty={{ title: t("console.customer.noUsage"), desc: t("console.customer.noUsageDesc") }}
      />
    </Section>
  );
}

const inUnits = ({ unit }: Product, count: number): string => `${whole(count)} ${unit}`;

const limitOf = (row: Product): string =>
  row.limit === null ? t("console.catalog.stock.unlimited") : inUnits(row, row.limit);
