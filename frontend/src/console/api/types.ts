import type { InferInput, InferOutput } from "valibot";
import type { Anomalies as AnomaliesSchema } from "../../../../worker/http/areas/console/anomalies/schemas.ts";
import type { AuditPart as AuditPartSchema } from "../../../../worker/http/areas/console/audit/schemas.ts";
import type {
  ConsoleCustomer,
  ConsoleCustomers as ConsoleCustomersSchema,
  ConsoleLedgerPage as ConsoleLedgerPageSchema,
} from "../../../../worker/http/areas/console/customers/schemas.ts";
import type { SubscriptionIssues } from "../../../../worker/http/areas/console/issues/schemas.ts";
import type { NoteRow as NoteRowSchema } from "../../../../worker/http/areas/console/notes/schemas.ts";
import type {
  ConsoleOrder,
  ConsoleOrders as ConsoleOrdersSchema,
  StuckOrders as StuckOrdersSchema,
} from "../../../../worker/http/areas/console/orders/schemas.ts";
import type { Overview } from "../../../../worker/http/areas/console/overview/schemas.ts";
import type { ConsoleOperators } from "../../../../worker/http/areas/console/people/schemas.ts";
import type {
  RefundPage as RefundPageSchema,
  RefundRequest,
} from "../../../../worker/http/areas/console/refunds/schemas.ts";

export type { UsageSummary } from "../../../../worker/app.ts";
export type { Right, Role } from "../../../../worker/domain/operator/rights.ts";
/** The console's shapes, types only: nothing of the Worker is bundled. */
export type { AuditEntry } from "../../../../worker/http/areas/console/audit/schemas.ts";
export type {
  Adjusted,
  ConsoleAccount,
  ConsoleLedgerEntry as LedgerEntry,
} from "../../../../worker/http/areas/console/customers/schemas.ts";
export type { RowNote } from "../../../../worker/http/areas/console/notes/schemas.ts";
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
export type { ConsoleCustomer, ConsoleOrder, Overview, RefundRequest, SubscriptionIssues };
export type SubscriptionIssue = SubscriptionIssues["items"][number];
export type ConsoleOrders = InferOutput<typeof ConsoleOrdersSchema>;
export type ConsoleCustomers = InferOutput<typeof ConsoleCustomersSchema>;
export type LedgerPage = InferOutput<typeof ConsoleLedgerPageSchema>;
export interface Found {
  orders: ConsoleOrder[];
  customers: ConsoleCustomer[];
  /** Of which kind some were left out. */
  more: { orders: boolean; customers: boolean };
}
export type Anomalies = InferOutput<typeof AnomaliesSchema>;
export type NoteRow = InferInput<typeof NoteRowSchema>;
export type AuditPart = InferOutput<typeof AuditPartSchema>;
export type StuckOrders = InferOutput<typeof StuckOrdersSchema>;
export type Operators = InferOutput<typeof ConsoleOperators>;
export type RefundPage = InferOutput<typeof RefundPageSchema>;

export type Attention = Overview["attention"][number];
