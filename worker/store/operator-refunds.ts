/** Most orders that one operator may ask to refund, try again, or confirm. The same order within a day counts once. */
export const OPERATOR_REFUNDS_MAX = { aMinute: 30, aDay: 300 } as const;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Most old rows dropped with each new one: more than are added, so they never pile up. */
const DROPPED_MAX = 4;

/** Counted in one statement, so that calls at the same time do not pass together. What is known is only looked at again. */
const COUNT = `
  INSERT INTO operator_refund (operator, order_no, asked_at)
  SELECT ?1, ?2, ?3
  WHERE (SELECT count(*) FROM operator_refund WHERE operator = ?1 AND asked_at > ?3 - ${MINUTE_MS})
          < ${OPERATOR_REFUNDS_MAX.aMinute}
    AND (SELECT count(*) FROM operator_refund WHERE operator = ?1 AND asked_at > ?3 - ${DAY_MS})
          < ${OPERATOR_REFUNDS_MAX.aDay}
  ON CONFLICT (operator, order_no) DO UPDATE SET asked_at = excluded.asked_at
    WHERE operator_refund.asked_at <= excluded.asked_at - ${DAY_MS}`;

const COUNTED = `
  SELECT 1 FROM operator_refund WHERE operator = ?1 AND order_no = ?2 AND asked_at > ?3 - ${DAY_MS}`;

const DROP_OLD = `
  DELETE FROM operator_refund WHERE (operator, order_no) IN (
    SELECT operator, order_no FROM operator_refund
    WHERE operator = ?1 AND asked_at <= ?2 - ${DAY_MS} LIMIT ${DROPPED_MAX})`;

/** Whether the operator may have this order refunded now; if so it is counted. Durable: it moves money. */
export async function mayRefund(
  db: D1Database,
  { operator, orderNo, nowMs }: { operator: string; orderNo: string; nowMs: number },
): Promise<boolean> {
  const [, counted] = await db.batch([
    db.prepare(COUNT).bind(operator, orderNo, nowMs),
    db.prepare(COUNTED).bind(operator, orderNo, nowMs),
    db.prepare(DROP_OLD).bind(operator, nowMs),
  ]);
  return counted?.results.length === 1;
}
