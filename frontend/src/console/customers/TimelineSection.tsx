import { A } from "@solidjs/router";
import { createEffect, createSignal, type JSX, on, Show } from "solid-js";
import { change, money, whole } from "../../shared/i18n/format.ts";
import { addressOfInvoice } from "../addresses.ts";
import { readTimeline, type TimelineEntry } from "../api/events.ts";
import type { ConsoleAccount } from "../api/types.ts";
import { exactly } from "../format.ts";
import { t } from "../i18n.ts";
import { ArchiveNote } from "../orders/ArchiveNote.tsx";
import { OrderLink } from "../orders/columns.tsx";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { Section } from "../parts/Facts.tsx";
import { ChoiceFilter } from "../parts/FilterBar.tsx";
import { Tag } from "../parts/Tag.tsx";
import { Turn } from "../parts/Turn.tsx";
import { useSession } from "../session.tsx";
import { actName, eventName, planChange, refundState, refundWhy } from "../words.ts";
import { ledgerKind } from "./words.ts";

const KINDS: TimelineEntry["kind"][] = [
  ...(["order", "refund", "balance", "plan", "usage", "invoice", "operator"] as const),
];

/** All that touched the customer, the newest first; read again when something was done here. */
export function TimelineSection(props: { account: ConsoleAccount }) {
  const { can } = useSession();
  const [before, setBefore] = createSignal("");
  const [kind, setKind] = createSignal("");
  const [remote, reload] = createRead(
    () => ({
      customer: props.account.customerId,
      query: { kind: kind(), before: before() },
    }),
    ({ customer, query }) => readTimeline(customer, query),
  );
  const standing = () => JSON.stringify(props.account);
  createEffect(on(standing, () => void reload(), { defer: true }));
  const offered = () => KINDS.filter((one) => one !== "operator" || can("audit"));

  return (
    <Section title={t("console.happened.title")}>
      <ChoiceFilter
        label={t("console.happened.kind")}
        value={kind()}
        choices={offered().map((value) => ({ value, text: t(`console.happenedKind.${value}`) }))}
        onChange={(value) => {
          setBefore("");
          setKind(value);
        }}
      />
      <Listed
        caption={t("console.happened.title")}
        remote={remote}
        rowsOf={(part) => part.items}
        onRetry={() => void reload()}
        columns={[
          { head: t("console.column.at"), cell: (row) => exactly(row.at) },
          {
            head: t("console.column.kind"),
            cell: (row) => <Tag code={row.kind} text={t(`console.happenedKind.${row.kind}`)} />,
          },
          { head: t("console.happened.what"), cell: (row) => <What entry={row} /> },
          { head: t("console.column.change"), numeric: true, cell: changeOf },
          { head: t("console.happened.about"), cell: (row) => <About entry={row} /> },
        ]}
        empty={{ title: t("console.happened.empty"), desc: t("console.happened.emptyDesc") }}
        foot={(part) => (
          <>
            <Turn before={before()} next={part.next} onTurn={(place) => setBefore(place ?? "")} />
            <ArchiveNote before={part.archivedBefore} customerId={undefined} />
          </>
        )}
      />
    </Section>
  );
}

/** "refund.done" and its like name what they are before the dot, and how it stands behind it. */
function whatOf({ what, kind }: TimelineEntry): string {
  const [noun = "", state = ""] = what.split(".");
  if (kind === "operator") return actName(what);
  if (noun === "ledger") return ledgerKind(state);
  if (noun === "refund") return `${t("console.happened.refund")} · ${refundState(state)}`;
  return eventName(what);
}

function What(props: { entry: TimelineEntry }): JSX.Element {
  const more = () => [props.entry.name, detailOf(props.entry)].filter(Boolean).join(" · ");
  return (
    <>
      {whatOf(props.entry)}
      <Show when={props.entry.operator?.outcome !== "done" && props.entry.operator}>
        {(act) => (
          <>
            {" "}
            <Tag code={act().outcome} text={t(`console.outcome.${act().outcome}`)} />
          </>
        )}
      </Show>
      <Show when={more()}>{(text) => <div class="muted small">{text()}</div>}</Show>
    </>
  );
}

function detailOf({ kind, what, data, operator }: TimelineEntry): string {
  if (operator) return [operator.by, operator.why].filter(Boolean).join(": ");
  if (kind === "plan") return planChange(data);
  if (what.startsWith("refund."))
    return [refundWhy(String(data.why)), data.detail].filter(Boolean).join(": ");
  if (kind === "usage") return `${data.product} · ${whole(Number(data.percent))} %`;
  return typeof data.reference === "string" ? data.reference : "";
}

function changeOf({ money: paid, units }: TimelineEntry): string {
  if (paid) return money(paid.amount, paid.currency);
  if (!units) return "";
  const { asset, amount } = units;
  if (asset === "power" || asset === "credits") return change(asset, amount);
  return `${whole(amount, { signDisplay: "exceptZero" })} ${t("console.unit.days")}`;
}

function About(props: { entry: TimelineEntry }): JSX.Element {
  return (
    <>
      <Show when={props.entry.orderNo}>{(orderNo) => <OrderLink orderNo={orderNo()} />}</Show>
      <Show when={props.entry.invoice}>
        {(invoice) => (
          <A class="number" href={addressOfInvoice(invoice().id)}>
            {invoice().number ?? invoice().id}
          </A>
        )}
      </Show>
    </>
  );
}
