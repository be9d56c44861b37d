import { createSignal, For, Show } from "solid-js";
import { moment, money, whole } from "../../shared/i18n/format.ts";
import { showFailure, showToast } from "../../shared/primitives/toasts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { retryRefund, settleRefund } from "../api/client.ts";
import type { OrderFile, RefundRequest } from "../api/types.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { DataTable } from "../parts/DataTable.tsx";
import { Section } from "../parts/Facts.tsx";
import { Tag } from "../parts/Tag.tsx";
import { useSession } from "../session.tsx";
import { gateway, refundState, refundWhy } from "../words.ts";

const NOTE_LENGTH_MAX = 200;

/** What was given back and what was asked for; a refund that failed for good has its two remedies here. */
export function Refunds(props: { file: OrderFile; onChanged: () => void }) {
  const { can } = useSession();
  const [busy, setBusy] = createSignal(false);
  const [settling, setSettling] = createSignal(false);
  const failed = () => props.file.refunds.find(({ state }) => state === "failed");
  const again = async () => {
    setBusy(true);
    const answer = await retryRefund(props.file.orderNo);
    setBusy(false);
    if (!answer.ok) return showFailure(answer);
    showToast("ok", t("console.order.moved"));
    props.onChanged();
  };
  const remedies = () => (
    <Show when={failed() && can("money")}>
      <Button busy={busy()} onClick={() => void again()}>
        {t("console.orderAct.retry-refund")}
      </Button>
      <Button onClick={() => setSettling(true)}>{t("console.settle.open")}</Button>
    </Show>
  );
  return (
    <Show when={props.file.refunds.length + props.file.refundRequests.length > 0}>
      <Section title={t("console.order.refunds")} acts={remedies()}>
        <For each={props.file.refundRequests}>{(request) => <Request request={request} />}</For>
        <Show when={props.file.refunds.length > 0}>
          <DataTable
            caption={t("console.order.refunds")}
            rows={props.file.refunds}
            columns={[
              { head: t("console.column.payWay"), cell: (row) => gateway(row.gateway) },
              {
                head: t("console.column.number"),
                cell: (row) => <span class="number">{row.number}</span>,
              },
              {
                head: t("console.column.amount"),
                numeric: true,
                cell: (row) => money(row.amount, row.currency),
              },
              { head: t("console.column.why"), cell: (row) => refundWhy(row.why) },
              {
                head: t("console.column.state"),
                cell: (row) => (
                  <>
                    <Tag code={row.state} text={refundState(row.state)} />{" "}
                    <span class="muted small">{row.detail}</span>
                  </>
                ),
              },
              { head: t("console.column.at"), cell: (row) => moment(row.startedAt) },
            ]}
          />
        </Show>
      </Section>
      <ActDialog
        open={settling()}
        title={t("console.settle.title")}
        desc={t("console.settle.desc")}
        facts={[
          {
            name: t("console.column.amount"),
            value: money(failed()?.amount ?? "0", props.file.currency),
          },
          { name: t("console.column.order"), value: props.file.orderNo },
        ]}
        act={t("console.settle.act")}
        reason={{ label: t("console.settle.note"), required: true, maxLength: NOTE_LENGTH_MAX }}
        onAct={(note) => settleRefund(props.file.orderNo, note)}
        done={t("console.order.moved")}
        onDone={props.onChanged}
        onClose={() => setSettling(false)}
      />
    </Show>
  );
}

function Request(props: { request: RefundRequest }) {
  const outcome = () => {
    const { taken, refused } = props.request;
    if (taken)
      return t("console.request.taken", {
        amount: whole(taken.amount),
        unit: t(`console.unit.${taken.unit}`),
      });
    if (refused)
      return t("console.request.refused", {
        left: whole(refused.left),
        granted: whole(refused.granted),
        unit: t(`console.unit.${refused.unit}`),
      });
    return t("console.request.open");
  };
  return (
    <p class="request">
      {t("console.request.asked", { by: props.request.askedBy, at: moment(props.request.askedAt) })}{" "}
      {outcome()} <span class="muted">{props.request.reason}</span>
    </p>
  );
}
