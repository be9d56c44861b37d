import { FAILING_CREDIT_NOTES, FAILING_DRAFTS } from "./failing-documents.ts";
import { OPEN } from "./row-notes.ts";

/** What a person should look at, counted in D1 as far as it matters how many there are. */

/** Above this it is said that there are more. */
export const ATTENTION_COUNT_MAX = 100;

/** Each as what follows SELECT … FROM. Whatever an operator set aside is not among them; what it takes no note of ends by itself. */
const WAITING = {
  /** Failed for good. */
  failedRefunds: "refund WHERE state = 'failed'",
  /** Payments that belong to no order. */
  anomalies: `anomaly WHERE genuine = 1 AND ${OPEN}`,
  /** From the gateways' books. */
  discrepancies: `discrepancy WHERE ${OPEN}`,
  /** Of customers' subscriptions, as their accounts tell. */
  subscriptionIssues: `subscription_issue WHERE ${OPEN}`,
  creditNotes: FAILING_CREDIT_NOTES,
  drafts: FAILING_DRAFTS,
};

export async function attentionOf(
  db: D1Database,
): Promise<{ [Kind in keyof typeof WAITING]: number }> {
  const answers = await db.batch<{ n: number }>(
    Object.values(WAITING).map((rows) =>
      db.prepare(
        `SELECT count(*) AS n FROM (SELECT 1 FROM ${rows} LIMIT ${ATTENTION_COUNT_MAX + 1})`,
      ),
    ),
  );
  const counted = Object.keys(WAITING).map((kind, at) => [kind, answers[at]?.results[0]?.n ?? 0]);
  return Object.fromEntries(counted) as { [Kind in keyof typeof WAITING]: number };
}
