import type { ArchivedRow, RecordKind } from "./record.ts";

/** An invoice as the archive keeps it: the rows of D1, whole, of its revisions, its credit notes and the wishes for a fapiao. */
export interface ArchivedInvoice {
  firstId: string;
  customerId: string;
  month: string;
  /** When anything of it was last written, epoch ms. It leaves long after, so that a change since makes it higher. */
  version: number;
  /** In the order in which they were written. */
  documents: readonly DocumentRow[];
  items: readonly ItemRow[];
  fapiao: readonly (ArchivedRow & { id: string })[];
  redLetters: readonly ArchivedRow[];
}

type DocumentRow = ArchivedRow & { id: string; key: string; kind: string; number: string };
type ItemRow = ArchivedRow & { invoice_id: string; sale: string; claims: number };

/** By their numbers, as a reader of the file expects them. */
export const INVOICES: RecordKind<ArchivedInvoice> = {
  nameOf: ({ firstId }) => firstId,
  versionOf: ({ version }) => version,
  compare: (a, b) => (numberOf(a) < numberOf(b) ? -1 : 1),
};

const numberOf = ({ documents }: ArchivedInvoice): string => documents[0]?.number ?? "";

/** Under which D1 goes on to know it, each of one invoice alone. */
export const namesOf = ({ documents, items, fapiao }: ArchivedInvoice): string[] => [
  ...documents.flatMap(({ id, number }) => [id, number]),
  ...documents.filter(({ kind }) => kind === "credit-note").map(({ key }) => key),
  ...items.filter(({ claims }) => claims === 1).map(({ sale }) => sale),
  ...fapiao.map(({ id }) => id),
];
