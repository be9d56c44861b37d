import type { InferOutput } from "valibot";
import type { Anomalies as AnomaliesSchema } from "../../../../worker/http/areas/console/anomalies/schemas.ts";
import type { AuditPart as AuditPartSchema } from "../../../../worker/http/areas/console/audit/schemas.ts";
import type { StuckOrders as StuckOrdersSchema } from "../../../../worker/http/areas/console/orders/schemas.ts";
import type { ConsoleOperators } from "../../../../worker/http/areas/console/people/schemas.ts";
import type {
  RefundPage as RefundPageSchema,
  RefundRequest,
} from "../../../../worker/http/areas/console/refunds/schemas.ts";

export type { Right, Role } from "../../../../worker/domain/operator/rights.ts";
/** The console's shapes, types only: nothing of the Worker is bundled. */
export type { AuditEntry } from "../../../../worker/http/areas/console/audit/schemas.ts";
export type { OrderFile, Payment } from "../../../../worker/http/areas/console/orders/schemas.ts";
export type {
  ConsoleMe,
  ConsoleOperator,
} from "../../../../worker/http/areas/console/people/schemas.ts";
export type { Reconciliations } from "../../../../worker/http/areas/console/reconciliations/schemas.ts";
export type {
  Refund,
  RefundItem,
  RefundProgress,
} from "../../../../worker/http/areas/console/refunds/schemas.ts";
export type { RefundRequest };
export type Anomalies = InferOutput<typeof AnomaliesSchema>;
export type AuditPart = InferOutput<typeof AuditPartSchema>;
export type StuckOrders = InferOutput<typeof StuckOrdersSchema>;
export type Operators = InferOutput<typeof ConsoleOperators>;
export type RefundPage = InferOutput<typeof RefundPageSchema>;

/** Why an order stands where it stands, with the one act that moves it on. */
export interface Explained {
  explanation?: { code: string; detail: string; act: "ask" | "refund" | "retry-refund" | null };
}

export interface Attention {
  kind: "stuck-orders" | "failed-refunds" | "anomalies" | "discrepancies";
  count: number;
  more: boolean;
}
