import type { Answer } from "../../shared/api/answer.ts";
import { get } from "../../shared/api/client.ts";
import type {
  Anomalies,
  Attention,
  AuditPart,
  ConsoleMe,
  ConsoleOperator,
  Explained,
  Operators,
  OrderFile,
  Reconciliations,
  RefundPage,
  RefundProgress,
  Role,
  StuckOrders,
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

export type OrderView = OrderFile & Explained;

export const readMe = () => get<ConsoleMe>(`${BASE}/me`);
export const readOrder = (orderNo: string) => get<OrderView>(`${BASE}/orders/${one(orderNo)}`);
export const readStuckOrders = () => get<StuckOrders>(`${BASE}/stuck-orders`);
export const readRefunds = (query: Query) => get<RefundPage>(addressOf("refunds", query));
export const readAnomalies = () => get<Anomalies>(`${BASE}/anomalies`);
export const readReconciliations = () => get<Reconciliations>(`${BASE}/reconciliations`);
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
export const askGateway = (orderNo: string): Promise<Answer<OrderView>> =>
  write({ method: "POST", path: `${BASE}/orders/${one(orderNo)}/ask` });

export const giveRole = (subject: string, role: Role): Promise<Answer<ConsoleOperator>> =>
  write({ method: "PUT", path: `${BASE}/operators/${one(subject)}`, body: { role } });

export const shutOut = (subject: string): Promise<Answer<ConsoleOperator>> =>
  write({ method: "DELETE", path: `${BASE}/operators/${one(subject)}` });

/** What waits for a person, from the lists that show it. */
export async function readAttention(): Promise<Answer<Attention[]>> {
  const [stuck, failed, books] = await Promise.all([
    readStuckOrders(),
    readRefunds({ state: "failed", pageSize: "1" }),
    readReconciliations(),
  ]);
  if (!stuck.ok) return stuck;
  if (!failed.ok) return failed;
  if (!books.ok) return books;
  const { discrepancies, moreDiscrepancies } = books.value;
  return {
    ok: true,
    value: [
      { kind: "stuck-orders", count: stuck.value.items.length, more: stuck.value.more },
      { kind: "failed-refunds", count: failed.value.total, more: false },
      { kind: "discrepancies", count: discrepancies.length, more: moreDiscrepancies },
    ],
  };
}
