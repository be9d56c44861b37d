import type { Currency, Money } from "../../../domain/money.ts";
import { transactionKey } from "../../../domain/order/judge.ts";
import type { GatewayName } from "../../../domain/order/payway.ts";
import type { PaymentProof } from "../../../domain/order/trade.ts";
import type { Row } from "./row.ts";

export interface PaymentRecord {
  /** `<gateway>:<transaction id>`. */
  key: string;
  tradeNo: string;
  gateway: GatewayName;
  transactionId: string;
  amountMinor: number;
  role: "settling" | "surplus";
  /** When it was written down here, epoch ms. */
  recordedAtMs: number;
}

/** Payments that a gateway has proved. */
export class Payments {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  all(): PaymentRecord[] {
    return this.#sql
      .exec<Row>("SELECT * FROM payment ORDER BY recorded_at, key")
      .toArray()
      .map((row) => ({
        key: row.key as string,
        tradeNo: row.number as string,
        gateway: row.gateway as GatewayName,
        transactionId: row.transaction_id as string,
        amountMinor: row.amount_minor as number,
        role: row.role as PaymentRecord["role"],
        recordedAtMs: row.recorded_at as number,
      }));
  }

  /** The primary key on the gateway's transaction id is what makes a payment count once. */
  record(proof: PaymentProof, role: PaymentRecord["role"], nowMs: number): void {
    this.#sql.exec(
      `INSERT INTO payment (key, number, gateway, transaction_id, amount_minor, currency, role, paid_at, recorded_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      transactionKey(proof),
      proof.tradeNo,
      proof.gateway,
      proof.transactionId,
      proof.amount.amountMinor,
      proof.amount.currency,
      role,
      proof.paidAtMs,
      nowMs,
    );
  }

  /** The payment recorded under a number: a gateway takes at most one for each. */
  under(tradeNo: string): { transactionId: string; amount: Money } | undefined {
    const [row] = this.#sql
      .exec<Row>(
        "SELECT transaction_id, currency, amount_minor FROM payment WHERE number = ?",
        tradeNo,
      )
      .toArray();
    return (
      row && {
        transactionId: row.transaction_id as string,
        amount: { currency: row.currency as Currency, amountMinor: row.amount_minor as number },
      }
    );
  }

  /** The payment that paid the order. */
  settling(): PaymentRecord | undefined {
    return this.all().find(({ role }) => role === "settling");
  }
}
