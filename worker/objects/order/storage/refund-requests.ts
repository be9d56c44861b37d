import type { ReversalScope } from "../../../domain/order/refund.ts";
import type { NotEnoughLeft, Reversed } from "../../account/object.ts";
import type { Row } from "./row.ts";

/** An operator's request to refund the order. Written before anything is done about it. */
export interface RefundRequest {
  /** Counts the order's requests, from 1. */
  ordinal: number;
  clawBack: ReversalScope;
  reason: string;
  /** The operator's `sub`. */
  askedBy: string;
  askedAtMs: number;
  /** `taken`: the account has reversed the grant, and the money follows. */
  state: "open" | "taken" | "refused";
  taken: Reversed | null;
  refused: NotEnoughLeft | null;
}

/** Operators' requests. All but the last were refused. */
export class RefundRequests {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The oldest first. */
  all(): RefundRequest[] {
    return this.#sql
      .exec<Row>("SELECT * FROM refund_wish ORDER BY ordinal")
      .toArray()
      .map((row) => {
        const state = row.state as RefundRequest["state"];
        const answer = row.answer === null ? null : JSON.parse(row.answer as string);
        return {
          ordinal: row.ordinal as number,
          clawBack: row.claw_back as ReversalScope,
          reason: row.reason as string,
          askedBy: row.asked_by as string,
          askedAtMs: row.asked_at as number,
          state,
          taken: state === "taken" ? answer : null,
          refused: state === "refused" ? answer : null,
        };
      });
  }

  /** The one that waits for the account. */
  open(): RefundRequest | undefined {
    return this.all().find((request) => request.state === "open");
  }

  /** The index over what stands is what makes two operators' requests one. */
  save(request: RefundRequest): void {
    const answer = request.taken ?? request.refused;
    this.#sql.exec(
      `INSERT INTO refund_wish (ordinal, claw_back, reason, asked_by, asked_at, state, answer)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (ordinal) DO UPDATE SET state = ?6, answer = ?7`,
      request.ordinal,
      request.clawBack,
      request.reason,
      request.askedBy,
      request.askedAtMs,
      request.state,
      answer === null ? null : JSON.stringify(answer),
    );
  }
}
