/** Orders for packs that can still be paid: honoured whatever the credit system is by then. */
export async function pendingPackOrders(db: D1Database): Promise<number> {
  const row = await db
    .prepare("SELECT count(*) AS orders FROM orders WHERE kind = 'credits' AND state = 'pending'")
    .first<{ orders: number }>();
  return row?.orders ?? 0;
}
