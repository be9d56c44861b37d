import { createSignal, Show } from "solid-js";
import { money } from "../../shared/i18n/format.ts";
import { showFailure, showToast } from "../../shared/primitives/toasts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { CopyButton } from "../../shared/ui/CopyButton.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import { askGateway, retryRefund } from "../api/client.ts";
import type { OrderFile } from "../api/types.ts";
import { exactly } from "../format.ts";
import { t } from "../i18n.ts";
import { DataTable } from "../parts/DataTable.tsx";
import { Facts, Section } from "../parts/Facts.tsx";
import { Head } from "../parts/Head.tsx";
import { Tag } from "../parts/Tag.tsx";
import { useSession } from "../session.tsx";
import { gateway, kindOf, orderStatus } from "../words.ts";
import { CloseDialog } from "./CloseDialog.tsx";
import { CustomerLink } from "./columns.tsx";
import { RefundDialog } from "./RefundDialog.tsx";
import { Refunds } from "./Refunds.tsx";
import { Timeline } from "./Timeline.tsx";

export function OrderFileView(props: { file: OrderFile; onChanged: () => void }) {
  const { can } = useSession();
  const [refunding, setRefunding] = createSignal(false);
  const [closing, setClosing] = createSignal(false);
  const canRefund = () => can("money") && isRefundable(props.file);
  return (
    <>
      <Head title={props.file.orderNo}>
        <CopyButton text={props.file.orderNo} what={t("console.column.order")} />
        <Show when={canRefund()}>
          <Button onClick={() => setRefunding(true)}>{t("console.refund.open")}</Button>
        </Show>
        <Show when={can("orders") && props.file.orderStatus === "pending"}>
          <Button onClick={() => setClosing(true)}>{t("console.close.open")}</Button>
        </Show>
      </Head>
      <Why file={props.file} onChanged={props.onChanged} onRefund={() => setRefunding(true)} />
      <Summary file={props.file} />
      <Payments file={props.file} />
      <Refunds file={props.file} onChanged={props.onChanged} />
      <Timeline file={props.file} />
      <RefundDialog
        file={props.file}
        open={refunding()}
        onClose={() => setRefunding(false)}
        onDone={props.onChanged}
      />
      <CloseDialog
        file={props.file}
        open={closing()}
        onClose={() => setClosing(false)}
        onChanged={props.onChanged}
      />
    </>
  );
}

function Summary(props: { file: OrderFile }) {
  return (
    <Section title={t("console.order.facts")}>
      <Facts
        facts={[
          {
            name: t("console.column.state"),
            value: <Tag code={props.file.orderStatus} text={orderStatus(props.file.orderStatus)} />,
          },
          {
            name: t("console.column.amount"),
            value: money(props.file.totalAmount, props.file.currency),
          },
          {
            name: t("console.column.item"),
            value: `${props.file.itemName} · ${kindOf(props.file.from)}`,
          },
          {
            name: t("console.column.customer"),
            value: <CustomerLink id={props.file.customerId} />,
          },
          { name: t("console.column.placed"), value: exactly(props.file.createdAt) },
          {
            name: t("console.column.paid"),
            value: props.file.paidAt && exactly(props.file.paidAt),
          },
        ]}
      />
    </Section>
  );
}

function Payments(props: { file: OrderFile }) {
  return (
    <Section title={t("console.order.payments")}>
      <Show
        when={props.file.payments.length > 0}
        fallback={<p class="muted">{t("console.order.noPayments")}</p>}
      >
        <DataTable
          caption={t("console.order.payments")}
          rows={props.file.payments}
          columns={[
            { head: t("console.column.payWay"), cell: (row) => gateway(row.gateway) },
            { head: t("console.column.number"), cell: (row) => <Exact text={row.number} /> },
            {
              head: t("console.column.transaction"),
              cell: (row) => <Exact text={row.transactionId} />,
            },
            {
              head: t("console.column.amount"),
              numeric: true,
              cell: (row) => money(row.amount, row.currency),
            },
            {
              head: t("console.column.role"),
              cell: (row) => t(`console.paymentRole.${row.role}`),
            },
          ]}
        />
      </Show>
    </Section>
  );
}

const Exact = (props: { text: string }) => <span class="number">{props.text}</span>;

/** "Why is this not credited?" in one sentence, with the one act that moves it on. */
function Why(props: { file: OrderFile; onChanged: () => void; onRefund: () => void }) {
  const { can } = useSession();
  const [busy, setBusy] = createSignal(false);
  const words = ({ code, detail }: Explanation) => t(`console.sentence.${code}`, { detail });
  const offered = ({ act }: Explanation) =>
    act !== null && can(act === "ask" ? "orders" : "money") ? act : undefined;

  const take = async (act: "ask" | "refund" | "retry-refund") => {
    if (act === "refund") return props.onRefund();
    setBusy(true);
    const answer = await (act === "ask" ? askGateway : retryRefund)(props.file.orderNo);
    setBusy(false);
    if (!answer.ok) return showFailure(answer);
    showToast("ok", t("console.order.moved"));
    props.onChanged();
  };
  return (
    <section class="why card" data-testid="why">
      <Icon name="info" />
      <p>
        <Words text={words(props.file.explanation)} />
      </p>
      <Show when={offered(props.file.explanation)}>
        {(act) => (
          <Button look="primary" busy={busy()} onClick={() => void take(act())}>
            {t(`console.orderAct.${act()}`)}
          </Button>
        )}
      </Show>
    </section>
  );
}

type Explanation = OrderFile["explanation"];

/** The server decides; this only spares a button that can never do anything. */
const isRefundable = ({ orderStatus, refundRequests }: OrderFile): boolean =>
  orderStatus === "completed" && refundRequests.every(({ state }) => state === "refused");
