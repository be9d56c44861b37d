import type { PayType } from "../../../domain/order/payway.ts";
import type { OrderState } from "../../../domain/order/state.ts";
import type { PlacedOrder } from "../../../store/claim.ts";
import type { Granted } from "../../account/object.ts";
import type { Row } from "./row.ts";

/** The order itself. */
export interface OrderRecord {
  placed: PlacedOrder;
  state: OrderState;
  /** The way that the order was paid with, or whose code was shown last. */
  payingWith: PayType;
  /** Whether the order gave its unit of stock back when it ended unpaid. */
  stockReleased: boolean;
  paidAtMs: number | null;
  completedAtMs: number | null;
  granted: Granted | null;
  /** When the grant or its reversal is tried next; null when neither is due. */
  workAtMs: number | null;
  workTries: number;
  codesShown: number;
  /** Why a paid order could not be granted, in words for the operator; null while nothing stands against it. */
  stuck: string | null;
  /** When to end the order if it is still unpaid: the end of its time, then again while the gateway cannot be asked. */
  expireAtMs: number;
  /** When all numbers were last asked about at once, to end the order or to be sure that it is not paid; null before. */
  askedAtMs: number | null;
}

/** The one row of `purchase`. */
export class OrderRow {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  read(): OrderRecord | null {
    const [row] = this.#sql.exec<Row>("SELECT * FROM purchase").toArray();
    if (!row) return null;
    return {
      placed: JSON.parse(row.placed as string) as PlacedOrder,
      state: row.state as OrderState,
      payingWith: row.paying_with as PayType,
      stockReleased: row.stock_released === 1,
      paidAtMs: row.paid_at as number | null,
      completedAtMs: row.completed_at as number | null,
      granted: row.granted ? (JSON.parse(row.granted as string) as Granted) : null,
      workAtMs: row.work_at as number | null,
      workTries: row.work_tries as number,
      codesShown: row.codes_shown as number,
      stuck: row.stuck as string | null,
      expireAtMs: row.expire_at as number,
      askedAtMs: row.asked_at as number | null,
    };
  }

  create(placed: PlacedOrder): void {
    this.#sql.exec(
      "INSERT INTO purchase (id, placed, state, paying_with, expire_at) VALUES (1, ?, 'pending', ?, ?)",
      JSON.stringify(placed),
      placed.payType,
      placed.expiresAtMs,
    );
  }

  save(order: OrderRecord): void {
    this.#sql.exec(
      `UPDATE purchase SET state = ?, paying_with = ?, stock_released = ?, paid_at = ?, completed_at = ?, granted = ?,
              work_at = ?, work_tries = ?, codes_shown = ?, stuck = ?, expire_at = ?, asked_at = ?`,
      order.state,
      order.payingWith,
      order.stockReleased ? 1 : 0,
      order.paidAtMs,
      order.completedAtMs,
      order.granted ? JSON.stringify(order.granted) : null,
      order.workAtMs,
      order.workTries,
      order.codesShown,
      order.stuck,
      order.expireAtMs,
      order.askedAtMs,
    );
  }
}
