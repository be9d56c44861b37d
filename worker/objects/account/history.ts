import type { Asset, Entry, LedgerAccount } from "../../domain/ledger/assets.ts";
import { keysOfHost } from "../../domain/ledger/keys.ts";
import type { Detail } from "../../domain/ledger/operations.ts";
import type { TransactionKind } from "../../domain/ledger/types.ts";
import { offsetOf, PAGE_SIZE_MAX, type PageAsked, partOf } from "../../domain/page.ts";
import { invariant } from "../../domain/result.ts";

/** `pageSize` is 1 to `PAGE_SIZE_MAX`. */
export interface HistoryQuery extends PageAsked<"ledger"> {
  /** Only this kind. */
  kind?: TransactionKind | undefined;
  /** Only what came of this host product's calls. */
  host?: string | undefined;
  /** Epoch ms, inclusive. */
  fromMs?: number;
  /** Epoch ms, exclusive. */
  toMs?: number;
}

export interface HistoryItem {
  /** Counts the account's transactions. */
  seq: number;
  key: string;
  kind: TransactionKind;
  reference: string;
  atMs: number;
  detail: Detail;
  /** Empty for what moves no units. */
  entries: Entry[];
}

/** The newest first. */
export interface HistoryPage {
  items: HistoryItem[];
  total: number;
  /** Cursor of the place where the list goes on; null at its end. */
  next: string | null;
}

/** Most transactions that one part of an export carries. */
export const EXPORT_PART_MAX = 500;

export interface ExportQuery extends Omit<HistoryQuery, keyof PageAsked<"ledger">> {
  /** The last `seq` of the part before; left out for the first part. */
  beforeSeq?: number;
  /** 1 to `EXPORT_PART_MAX`. */
  limit: number;
}

/**
 * The next part of an export, newest first. Each begins where the last one ended, and `seq` is given in the order of
 * writing, so what is written meanwhile neither repeats a row nor hides one.
 */
export function exportPart(sql: SqlStorage, query: ExportQuery): HistoryItem[] {
  const { beforeSeq, limit } = query;
  invariant(
    Number.isSafeInteger(limit) && limit >= 1 && limit <= EXPORT_PART_MAX,
    `a part has 1 to ${EXPORT_PART_MAX} transactions`,
  );
  const { where, bindings } = conditions(query, [["seq < ?", beforeSeq]]);
  const rows = sql
    .exec<TransactionRow>(
      `SELECT seq, key, kind, reference, at, detail FROM ledger_transaction ${where} ORDER BY seq DESC LIMIT ?`,
      ...bindings,
      limit,
    )
    .toArray();
  return itemsOf(sql, rows);
}

/** One page of the history. Filters go through an index; what it costs is the page, and counting what matches. */
export function historyPage(sql: SqlStorage, query: HistoryQuery): HistoryPage {
  const { page, pageSize, before } = query;
  invariant(Number.isSafeInteger(page) && page >= 1, "pages count from 1");
  invariant(
    Number.isSafeInteger(pageSize) && pageSize >= 1 && pageSize <= PAGE_SIZE_MAX,
    `a page has 1 to ${PAGE_SIZE_MAX} transactions`,
  );
  const { where, bindings } = conditions(query);
  const { total } = sql
    .exec<{ total: number }>(
      `SELECT count(*) AS total FROM ledger_transaction ${where}`,
      ...bindings,
    )
    .one();
  const shown = conditions(query, before && [["(at, seq) < (?, ?)", ...before]]);
  const read = sql
    .exec<TransactionRow>(
      `SELECT seq, key, kind, reference, at, detail FROM ledger_transaction ${shown.where}
       ORDER BY at DESC, seq DESC LIMIT ? OFFSET ?`,
      ...shown.bindings,
      pageSize + 1,
      offsetOf(query),
    )
    .toArray();
  const { rows, next } = partOf("ledger", read, pageSize, ({ at, seq }) => [at, seq]);
  return { items: itemsOf(sql, rows), total, next };
}

function itemsOf(sql: SqlStorage, rows: TransactionRow[]): HistoryItem[] {
  const entries = entriesOf(
    sql,
    rows.map((row) => row.seq),
  );
  return rows.map((row) => ({
    seq: row.seq,
    key: row.key,
    kind: row.kind as TransactionKind,
    reference: row.reference,
    atMs: row.at,
    detail: JSON.parse(row.detail) as Detail,
    entries: entries.get(row.seq) ?? [],
  }));
}

type TransactionRow = {
  seq: number;
  key: string;
  kind: string;
  reference: string;
  at: number;
  detail: string;
};

type Condition = [text: string, ...values: (SqlStorageValue | undefined)[]];

function conditions(
  { kind, host, fromMs, toMs }: Pick<HistoryQuery, "kind" | "host" | "fromMs" | "toMs">,
  more: Condition[] = [],
) {
  const wanted: Condition[] = [...more, ["kind = ?", kind], ["at >= ?", fromMs], ["at < ?", toMs]];
  if (host !== undefined)
    wanted.push([
      "(key >= ? AND key < ? OR key >= ? AND key < ? OR key >= ? AND key < ?)",
      ...keysOfHost(host).flat(),
    ]);
  const given = wanted.filter(([, ...values]) => !values.includes(undefined));
  return {
    where: given.length === 0 ? "" : `WHERE ${given.map(([text]) => text).join(" AND ")}`,
    bindings: given.flatMap(([, ...values]) => values as SqlStorageValue[]),
  };
}

function entriesOf(sql: SqlStorage, seqs: number[]): Map<number, Entry[]> {
  const bySeq = new Map<number, Entry[]>();
  const rows = sql.exec<{
    seq: number;
    asset: string;
    account: string;
    amount: number;
    balance: number;
  }>(
    `SELECT seq, asset, account, amount, balance FROM ledger_entry
     WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq, asset, account`,
    JSON.stringify(seqs), // One parameter, however long the page: SQL takes at most 100.
  );
  for (const { seq, asset, account, amount, balance } of rows) {
    const entry = {
      asset: asset as Asset,
      account: account as LedgerAccount,
      amount,
      balance,
    };
    bySeq.set(seq, [...(bySeq.get(seq) ?? []), entry]);
  }
  return bySeq;
}
