import type { Answer } from "../../shared/api/answer.ts";
import { get } from "../../shared/api/client.ts";
import type {
  Adjusted,
  Anomalies,
  AuditPart,
  ConsoleAccount,
  ConsoleCustomers,
  ConsoleMe,
  ConsoleOperator,
  ConsoleOrders,
  Found,
  LedgerPage,
  NoteRow,
  Operators,
  OrderFile,
  Overview,
  Reconciliations,
  RefundPage,
  RefundProgress,
  Role,
  RowNote,
  StuckOrders,
  SubscriptionIssues,
  UsageSummary,
} from "./types.ts";
import { write } from "./write.ts";

const BASE = "/api/console";
const one = encodeURIComponent;

/** What a list is asked with: what is empty is not sent. */
export type Query = Record<string, string | undefined>;

export function addressOf(noun: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value) as [string, string][];
  const search = new URLSearchParams(given).toString();
  return `${BASE}/${noun}${search && `?${search}`}`;
}

export const readMe = () => get<ConsoleMe>(`${BASE}/me`);
export const readOrders = (query: Query) => get<ConsoleOrders>(addressOf("orders", query));
export const readOrder = (orderNo: string) => get<OrderFile>(`${BASE}/orders/${one(orderNo)}`);
export const readCustomers = (query: Query) => get<ConsoleCustomers>(addressOf("customers", query));
export const readCustomer = (id: string) => get<ConsoleAccount>(`${BASE}/customers/${one(id)}`);
export const readLedger = (id: string, query: Query) =>
  get<LedgerPage>(addressOf(`customers/${one(id)}/ledger`, query));
export const ledgerFile = (id: string, query: Query) =>
  addressOf(`customers/${one(id)}/ledger.csv`, query);
export const readUsage = (id: string) => get<UsageSummary>(`${BASE}/customers/${one(id)}/usage`);
export const search = (q: string) => get<Found>(addressOf("search", { q }));
export const readOverview = (days: number) =>
  get<Overview>(addressOf("overview", { days: String(days) }));
export const readStuckOrders = () => get<StuckOrders>(`${BASE}/stuck-orders`);
export const readRefunds = (query: Query) => get<RefundPage>(addressOf("refunds", query));
export const readAnomalies = (query: Query) => get<Anomalies>(addressOf("anomalies", query));
export const readIssues = (query: Query) =>
  get<SubscriptionIssues>(addressOf("subscription-issues", query));
export const readReconciliations = (query: Query) =>
  get<Reconciliations>(addressOf("reconciliations", query));
export const readOperators = () => get<Operators>(`${BASE}/operators`);
export const readAudit = (query: Query) => get<AuditPart>(addressOf("audit", query));

export const refund = (
  orderNo: string,
  body: { clawBack: "full" | "what-is-left"; reason: string },
): Promise<Answer<RefundProgress>> =>
  write({ method: "POST", path: `${BASE}/orders/${one(orderNo)}/refund`, body });

export const retryRefund = (orderNo: string): Promise<Answer<RefundProgress>> =>
  write({ method: "POST", path: `${BASE}/orders/${one(orderNo)}/refund/retry` });

export const settleRefund = (orderNo: string, note: string): Promise<Answer<RefundProgress>> =>
  write({ method: "POST", path: `${BASE}/orders/${one(orderNo)}/refund/settled`, body: { note } });

/** Asks the gateway now, and the account where it is paid. */
export const askGateway = (orderNo: string): Promise<Answer<OrderFile>> =>
  write({ method: "POST", path: `${BASE}/orders/${one(orderNo)}/ask` });

export const giveRole = (subject: string, role: Role): Promise<Answer<ConsoleOperator>> =>
  write({ method: "PUT", path: `${BASE}/operators/${one(subject)}`, body: { role } });

export const shutOut = (subject: string): Promise<Answer<ConsoleOperator>> =>
  write({ method: "DELETE", path: `${BASE}/operators/${one(subject)}` });

/** Under the version that was seen: of two operators at once one is told. */
export const noteRow = (key: string, body: NoteRow): Promise<Answer<RowNote>> =>
  write({ method: "PUT", path: `${BASE}/notes/${one(key)}`, body });

export const adjust = (
  customer: string,
  body: { asset: "power" | "credits"; amount: number; reason: string },
  key: string,
): Promise<Answer<Adjusted>> =>
  write({ method: "POST", path: `${BASE}/customers/${one(customer)}/adjust`, body, key });

export const letOwe = (customer: string, allow: boolean): Promise<Answer<object>> =>
  write({
    method: "PUT",
    path: `${BASE}/customers/${one(customer)}/allow-negative`,
    body: { allow },
  });

export const endSessions = (customer: string): Promise<Answer<object>> =>
  write({ method: "POST", path: `${BASE}/customers/${one(customer)}/sessions/end` });
