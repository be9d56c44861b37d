/** Customers at Stripe and the accounts that they stand for, and events that wait for one to be known. */

export async function customerOfStripe(db: D1Database, stripeId: string): Promise<string | null> {
  const found = await db
    .prepare("SELECT customer_id FROM stripe_customer WHERE stripe_id = ?")
    .bind(stripeId)
    .first<{ customer_id: string }>();
  return found?.customer_id ?? null;
}

/** Repeatable. Events that waited for this customer are due now. */
export async function keepStripeCustomer(
  db: D1Database,
  { stripeId, customerId, nowMs }: { stripeId: string; customerId: string; nowMs: number },
): Promise<void> {
  await db.batch([
    db
      .prepare(
        "INSERT INTO stripe_customer (stripe_id, customer_id, linked_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      )
      .bind(stripeId, customerId, nowMs),
    db
      .prepare("UPDATE stripe_event SET due_at = ? WHERE stripe_customer = ?")
      .bind(nowMs, stripeId),
  ]);
}

/** An event of somebody who is not known yet. */
export interface WaitingEvent {
  id: string;
  type: string;
  stripeCustomer: string | null;
  objectIds: string[];
  receivedAtMs: number;
  tries: number;
}

/** Repeatable: an event is kept once, however often it is delivered. */
export async function keepStripeEvent(
  db: D1Database,
  { id, type, stripeCustomer, objectIds, receivedAtMs }: Omit<WaitingEvent, "tries">,
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO stripe_event (id, type, stripe_customer, object_ids, received_at, due_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT DO NOTHING`,
    )
    .bind(id, type, stripeCustomer, JSON.stringify(objectIds), receivedAtMs)
    .run();
}

type Row = Omit<WaitingEvent, "objectIds"> & { objectIds: string };

/** The longest due first. */
export async function dueStripeEvents(
  db: D1Database,
  nowMs: number,
  limit: number,
): Promise<WaitingEvent[]> {
  const { results } = await db
    .prepare(
      `SELECT id, type, stripe_customer AS stripeCustomer, object_ids AS objectIds, received_at AS receivedAtMs, tries
       FROM stripe_event WHERE due_at <= ? ORDER BY due_at LIMIT ?`,
    )
    .bind(nowMs, limit)
    .all<Row>();
  return results.map((row) => ({ ...row, objectIds: JSON.parse(row.objectIds) as string[] }));
}

export async function forgetStripeEvent(db: D1Database, id: string): Promise<void> {
  await db.prepare("DELETE FROM stripe_event WHERE id = ?").bind(id).run();
}

export async function postponeStripeEvent(
  db: D1Database,
  id: string,
  dueAtMs: number,
): Promise<void> {
  await db
    .prepare("UPDATE stripe_event SET tries = tries + 1, due_at = ? WHERE id = ?")
    .bind(dueAtMs, id)
    .run();
}

/** It waits for this customer to be known. */
export async function nameStripeEvent(
  db: D1Database,
  id: string,
  stripeCustomer: string,
): Promise<void> {
  await db
    .prepare("UPDATE stripe_event SET stripe_customer = ? WHERE id = ?")
    .bind(stripeCustomer, id)
    .run();
}
