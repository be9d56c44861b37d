import { EXPLAIN_KEYS } from "../../../config/centres.ts";
import { FIELD_RULES } from "../../../domain/catalog/row.ts";
import { faultText } from "../../../domain/fault.ts";
import { STUCK_AFTER_MS } from "../../../domain/order/refund.ts";
import { type RowAtFault, rowsAtFault } from "../../../store/catalog.ts";
import { ITEM_TABLES } from "../../../store/items.ts";
import { stuckOrders } from "../../../store/orders.ts";
import { readKeys, textKeys } from "../../../store/settings.ts";
import { HTML_LENGTH_MAX } from "../../core/html.ts";
import type { Health } from "./schemas.ts";

/** What is wrong with what is stored, in words that say where. */

/** Faults told in one detail; the rest is counted. */
const TOLD_MAX = 5;

const OK: Health = { ok: true };

/** Well unless the probe throws or answers what is wrong. */
export async function healthOf(probe: () => Promise<Health | undefined>): Promise<Health> {
  try {
    return (await probe()) ?? OK;
  } catch (error) {
    console.error("a dependency does not answer", { error: faultText(error) });
    return { ok: false, detail: "does not answer; see the Worker's log" };
  }
}

/** Rows of the catalog that are left out of their centre. */
export const catalogHealth = (db: D1Database): Promise<Health> =>
  healthOf(async () => {
    const { rows, total } = await rowsAtFault(db, TOLD_MAX);
    return told(rows.map(ruleOf), total);
  });

function ruleOf({ kind, id, field }: RowAtFault): string {
  const rules: Record<string, string> = FIELD_RULES[kind];
  return `${ITEM_TABLES[kind]} ${JSON.stringify(id)} is not sold: ${field} must be ${rules[field]}`;
}

/** Paid orders that wait for an operator. */
export const grantsHealth = (db: D1Database, nowMs: number): Promise<Health> =>
  healthOf(async () => {
    const { rows, total } = await stuckOrders(db, nowMs - STUCK_AFTER_MS, TOLD_MAX);
    const stuck = rows.map(
      ({ orderNo }) => `${orderNo} is paid and could not be granted for an hour`,
    );
    return told(stuck, total, "; the reasons: GET /api/console/stuck-orders");
  });

/** Explanations that are shown in part. */
export const explanationsHealth = (kv: KVNamespace): Promise<Health> =>
  healthOf(async () => {
    const stored = await readKeys(kv, EXPLAIN_KEYS.flatMap(textKeys));
    const cut = [...stored]
      .filter(([, text]) => (text?.length ?? 0) > HTML_LENGTH_MAX)
      .map(
        ([key, text]) =>
          `${key} has ${text?.length} characters, of which the first ${HTML_LENGTH_MAX} are shown`,
      );
    return told(cut.slice(0, TOLD_MAX), cut.length);
  });

function told(faults: string[], total: number, more = ""): Health {
  if (total === 0) return OK;
  const rest = total > faults.length ? `; and ${total - faults.length} more` : "";
  return { ok: false, detail: `${faults.join("; ")}${rest}${more}` };
}
