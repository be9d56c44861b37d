import { useNavigate } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { money, month } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { addressOfInvoice } from "../addresses.ts";
import type { Invoice, InvoiceAct } from "../api/invoices.ts";
import { exactly } from "../format.ts";
import { t } from "../i18n.ts";
import { CustomerLink } from "../orders/columns.tsx";
import { Facts, Section } from "../parts/Facts.tsx";
import { Head } from "../parts/Head.tsx";
import { useSession } from "../session.tsx";
import { documentKind } from "../words.ts";
import { ActOnInvoice } from "./ActOnInvoice.tsx";
import { actsOn } from "./acts.ts";
import { Lines, Taxes } from "./Lines.tsx";
import { Papers } from "./Papers.tsx";
import { Parties } from "./Parties.tsx";
import { Related } from "./Related.tsx";
import { DocumentTag, InvoiceLink } from "./tags.tsx";

export function InvoiceView(props: { invoice: Invoice; onChanged: () => void }) {
  const { can } = useSession();
  const navigate = useNavigate();
  const [acting, setActing] = createSignal<InvoiceAct>();
  const acts = () => (can("invoices") ? actsOn(props.invoice) : []);
  const done = (id: string) =>
    id === props.invoice.id ? props.onChanged() : navigate(addressOfInvoice(id));
  return (
    <>
      <Head title={props.invoice.number} lead={documentKind(props.invoice.kind)}>
        <Papers invoice={props.invoice} />
      </Head>
      <Section
        title={t("console.invoice.facts")}
        acts={
          <Show when={acts().length > 0}>
            <For each={acts()}>
              {(act) => (
                <Button onClick={() => setActing(act)}>
                  {t(`console.invoiceAct.${act}.open`)}
                </Button>
              )}
            </For>
          </Show>
        }
      >
        <Summary invoice={props.invoice} />
      </Section>
      <Lines invoice={props.invoice} />
      <Taxes invoice={props.invoice} />
      <Related invoice={props.invoice} />
      <Parties invoice={props.invoice} />
      <Show when={acting()} keyed>
        {(act) => (
          <ActOnInvoice
            act={act}
            on={{ ...props.invoice, customerId: props.invoice.buyer.id }}
            onClose={() => setActing(undefined)}
            onDone={done}
          />
        )}
      </Show>
    </>
  );
}

function Summary(props: { invoice: Invoice }) {
  const sum = (amount: string) => money(amount, props.invoice.currency);
  return (
    <Facts
      facts={[
        { name: t("console.column.state"), value: <DocumentTag state={props.invoice.status} /> },
        {
          name: t("console.column.amount"),
          value: <strong>{sum(props.invoice.amount)}</strong>,
        },
        { name: t("console.invoice.due"), value: sum(props.invoice.dueAmount) },
        { name: t("console.column.month"), value: month(props.invoice.period) },
        {
          name: t("console.column.customer"),
          value: <CustomerLink id={props.invoice.buyer.id} name={props.invoice.buyer.company} />,
        },
        { name: t("console.column.issued"), value: exactly(props.invoice.issuedAt) },
        ...(props.invoice.refersTo
          ? [
              {
                name: t("console.invoice.refersTo"),
                value: <InvoiceLink {...props.invoice.refersTo} />,
              },
            ]
          : []),
      ]}
    />
  );
}
