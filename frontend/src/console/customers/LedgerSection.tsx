import { createEffect, createSignal, on, Show } from "solid-js";
import { change, moment, whole } from "../../shared/i18n/format.ts";
import { createLocalPaging } from "../../shared/paging/createLocalPaging.ts";
import { placeAsked } from "../../shared/paging/place.ts";
import { Pager } from "../../shared/ui/Pager.tsx";
import { ledgerFile, readLedger } from "../api/client.ts";
import type { ConsoleAccount, LedgerEntry } from "../api/types.ts";
import { t } from "../i18n.ts";
import { createRead } from "../parts/createRead.ts";
import { Listed } from "../parts/DataTable.tsx";
import { Section } from "../parts/Facts.tsx";
import { FileLink } from "../parts/FileLink.tsx";
import { ChoiceFilter } from "../parts/FilterBar.tsx";
import { ledgerKind } from "./words.ts";

const PAGE_SIZE = 10;
const KINDS = [
  ...["grant", "deduct", "hold", "settle", "release"],
  ...["expire", "reverse", "coze.extend", "coze.retract"],
] as const;

/** Every change of a customer's balances and days; read again when one was made here. */
export function LedgerSection(props: { account: ConsoleAccount }) {
  const paging = createLocalPaging();
  const [kind, setKind] = createSignal("");
  const [host, setHost] = createSignal("");
  const filters = () => ({ kind: kind(), host: host() });
  const [remote, reload] = createRead(
    () => ({
      customer: props.account.customerId,
      query: { ...placeAsked(paging.place(), PAGE_SIZE), ...filters() },
    }),
    ({ customer, query }) => readLedger(customer, query),
  );
  const nameOf = (id: string | null) =>
    props.account.hosts.find((one) => one.id === id)?.name ?? id;
  const standing = () => JSON.stringify([props.account.power, props.account.credits]);
  createEffect(on(standing, () => void reload(), { defer: true }));

  return (
    <Section
      title={t("console.customer.ledger")}
      acts={<FileLink address={ledgerFile(props.account.customerId, filters())} />}
    >
      <ChoiceFilter
        label={t("console.column.kind")}
        value={kind()}
        choices={KINDS.map((value) => ({ value, text: ledgerKind(value) }))}
        onChange={(value) => {
          paging.restart();
          setKind(value);
        }}
      />
      <Show when={props.account.hosts.length > 0}>
        <ChoiceFilter
          label={t("console.customer.host")}
          value={host()}
          choices={props.account.hosts.map(({ id, name }) => ({ value: id, text: name }))}
          onChange={(value) => {
            paging.restart();
            setHost(value);
          }}
        />
      </Show>
      <Listed
        caption={t("console.customer.ledger")}
        remote={remote}
        rowsOf={(value) => value.items}
        onRetry={() => void reload()}
        columns={[
          { head: t("console.column.at"), cell: (row) => moment(row.at) },
          { head: t("console.column.kind"), cell: (row) => ledgerKind(row.kind) },
          { head: t("console.column.item"), cell: (row) => row.name },
          { head: t("console.column.change"), numeric: true, cell: changeOf },
          {
            head: t("console.customer.reference"),
            cell: (row) => <span class="number">{row.reference}</span>,
          },
          { head: t("console.customer.host"), cell: (row) => nameOf(row.host) },
        ]}
        empty={{ title: t("console.customer.noLedger"), desc: t("console.customer.noLedgerDesc") }}
        foot={(value) => <Pager of={value} paging={paging} />}
      />
    </Section>
  );
}

function changeOf({ asset, amount }: LedgerEntry): string {
  if (asset === "power" || asset === "credits") return change(asset, amount);
  return `${whole(amount, { signDisplay: "exceptZero" })} ${t("console.unit.days")}`;
}
