import { t } from "../i18n.ts";
import type { Filters } from "../parts/createFilters.ts";
import { ChoiceFilter, MonthFilter, TextFilter } from "../parts/FilterBar.tsx";
import { documentKind, documentState } from "../words.ts";

export const INVOICE_FILTERS = ["number", "customer", "period", "kind", "state"] as const;
const STATES = ["draft", "issued", "paid", "void"];
const KINDS = ["invoice", "credit-note"];

export function InvoiceFilters(props: { filters: Filters<(typeof INVOICE_FILTERS)[number]> }) {
  const values = () => props.filters.values();
  return (
    <>
      <TextFilter
        label={t("console.invoices.number")}
        value={values().number}
        onChange={(number) => props.filters.set({ number })}
      />
      <TextFilter
        label={t("console.invoices.customer")}
        value={values().customer}
        onChange={(customer) => props.filters.set({ customer })}
      />
      <MonthFilter
        label={t("console.column.month")}
        value={values().period}
        onChange={(period) => props.filters.set({ period })}
      />
      <ChoiceFilter
        label={t("console.column.kind")}
        value={values().kind}
        choices={KINDS.map((value) => ({ value, text: documentKind(value) }))}
        onChange={(kind) => props.filters.set({ kind })}
      />
      <ChoiceFilter
        label={t("console.column.state")}
        value={values().state}
        choices={STATES.map((value) => ({ value, text: documentState(value) }))}
        onChange={(state) => props.filters.set({ state })}
      />
    </>
  );
}
