/** A row of D1 by column, as SQLite has its values. */
export type ArchivedRow = Readonly<Record<string, string | number | null>>;

/** An order as the archive keeps it: its rows of D1, whole. */
export interface ArchivedOrder {
  order: ArchivedRow & {
    order_no: string;
    customer_id: string;
    version: number;
    created_at: number;
  };
  refunds: readonly ArchivedRow[];
  transactionId: string | null;
}

/** A file of the archive holds one record a line (NDJSON); each has a name, under which the higher version counts. */
export interface RecordKind<R> {
  nameOf: (record: R) => string | number;
  versionOf: (record: R) => number;
  compare: (a: R, b: R) => number;
}

/** The newest first, as the customer's list has them. */
export const ORDERS: RecordKind<ArchivedOrder> = {
  nameOf: ({ order }) => order.order_no,
  versionOf: ({ order }) => order.version,
  compare: ({ order: a }, { order: b }) =>
    b.created_at - a.created_at || (a.order_no < b.order_no ? -1 : 1),
};

export interface ArchivedEvent {
  position: number;
  id: string;
  type: string;
  subject: string;
  seq: number;
  at: number;
  data: unknown;
}

/** An event never changes. */
export const EVENTS: RecordKind<ArchivedEvent> = {
  nameOf: ({ position }) => position,
  versionOf: () => 0,
  compare: (a, b) => a.position - b.position,
};

export const lineOf = (record: unknown): string => `${JSON.stringify(record)}\n`;

export const bytesOf = (record: unknown): number => new TextEncoder().encode(lineOf(record)).length;

export const recordsIn = <R>(text: string): R[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as R);

/** What is there and what is added, each record once; null when what is there has it all. */
export function merged<R>(
  { nameOf, versionOf, compare }: RecordKind<R>,
  there: readonly R[],
  added: readonly R[],
): R[] | null {
  const byName = new Map(there.map((record) => [nameOf(record), record]));
  let isChanged = false;
  for (const record of added) {
    const known = byName.get(nameOf(record));
    if (known !== undefined && versionOf(known) >= versionOf(record)) continue;
    byName.set(nameOf(record), record);
    isChanged = true;
  }
  return isChanged ? [...byName.values()].sort(compare) : null;
}
