import type { Asset } from "../../domain/ledger/assets.ts";
import { assertSoundLot, type Lot, type Part } from "../../domain/ledger/lot.ts";
import type { Hold } from "../../domain/ledger/types.ts";

export type LotRow = {
  id: string;
  asset: string;
  source: string;
  granted: number;
  remaining: number;
  held: number;
  granted_at: number;
  expires_at: number | null;
  taken_back: number;
};

export type HoldRow = {
  id: string;
  asset: string;
  amount: number;
  reference: string;
  deadline: number;
  state: string;
};

export function lotOf(row: LotRow): Lot {
  const lot: Lot = {
    id: row.id,
    asset: row.asset as Asset,
    source: row.source,
    granted: row.granted,
    remaining: row.remaining,
    held: row.held,
    takenBack: row.taken_back,
    grantedAtMs: row.granted_at,
    expiresAtMs: row.expires_at,
  };
  assertSoundLot(lot);
  return lot;
}

export const holdOf = (row: HoldRow, parts: Part[]): Hold => ({
  id: row.id,
  asset: row.asset as Asset,
  amount: row.amount,
  parts,
  reference: row.reference,
  deadlineMs: row.deadline,
  state: row.state as Hold["state"],
});
