import { inject } from "vitest";
import { FONTS } from "../config/fonts.ts";
import type { Account, Invoice, InvoicePage } from "../http/core/invoices/schemas.ts";
import { bindings, type Customer, customer } from "./world.ts";

/** What tests of invoices do: sell without a gateway, say who sells and who buys, issue, and read documents. */

export const PERIOD = "2025-12";
/** Noon in Beijing, in that month. */
export const PAID_MS = Date.parse("2025-12-05T04:00:00Z");

/** An order that is paid, as its object tells D1. */
export async function soldTo(
  customerId: string,
  change: {
    amountMinor?: number;
    paidAtMs?: number;
    name?: string;
    kind?: string;
    state?: string;
    currency?: string;
  } = {},
): Promise<string> {
  const orderNo = `EC${crypto.randomUUID().replaceAll("-", "").toUpperCase().slice(0, 18)}`;
  const name = change.name ?? "专业版";
  const grant = { kind: "coze", name, days: 30, tier: 0, names: { en: "Pro", jp: "プロ" } };
  const paidAtMs = change.paidAtMs ?? PAID_MS;
  await bindings.DB.prepare(
    `INSERT INTO orders (order_no, customer_id, kind, item_id, item_name, grant_json, amount_minor, currency, pay_type, paying_with,
       stock_limited, stock_held, state, version, created_at, expires_at, paid_at, completed_at, updated_at)
     VALUES (?1, ?2, ?3, 'item', ?4, ?5, ?6, ?7, 1, 1, 0, 0, ?8, 3, ?9, ?9, ?9, ?9, ?9)`,
  )
    .bind(
      ...[orderNo, customerId, change.kind ?? "coze", name, JSON.stringify(grant)],
      ...[
        change.amountMinor ?? 3_990,
        change.currency ?? "CNY",
        change.state ?? "completed",
        paidAtMs,
      ],
    )
    .run();
  return orderNo;
}

/** The order's money went back, as its object tells D1. */
export async function refunded(orderNo: string, atMs: number, why = "operator"): Promise<void> {
  await bindings.DB.batch([
    bindings.DB.prepare(
      `INSERT INTO refund (number, order_no, trade_number, gateway, amount_minor, currency, why, state, detail, version, started_at, updated_at)
       SELECT order_no || 'R1', order_no, order_no || '_1', 'wechat', amount_minor, currency, ?2, 'done', '', 4, ?3, ?3
       FROM orders WHERE order_no = ?1`,
    ).bind(orderNo, why, atMs),
    bindings.DB.prepare("UPDATE orders SET state = ?2 WHERE order_no = ?1").bind(
      orderNo,
      why === "surplus" ? "completed" : "refunded",
    ),
  ]);
}

export const SELLER = {
  name: "示例科技有限公司",
  ...{ address: "福州市示例路2号", country: "CN", email: "billing@example.com" },
  taxIds: [{ kind: "cn", value: "91350100M000100Y43" }],
  taxes: { default: { rate: 600 } },
  sincePeriod: PERIOD,
};

export const put = async <T>(by: Customer, path: string, body: unknown) => {
  const response = await by.call(path, {
    method: "PUT",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  return { status: response.status, body: (await response.json()) as T & { code?: string } };
};

/** An operator, who has said who sells. */
export async function sellingOperator(change: object = {}, claims: object = {}): Promise<Customer> {
  const by = await customer({
    sub: `operator-${crypto.randomUUID()}`,
    role: "operator",
    ...claims,
  });
  const { version } = (await by.get<{ version: string }>("/api/console/seller")).body;
  const said = await put(by, "/api/console/seller", { ...SELLER, ...change, version });
  if (said.status !== 200) throw new Error(`no seller: ${JSON.stringify(said.body)}`);
  return by;
}

export const issue = (by: Customer, customerId: string, period = PERIOD) =>
  by.post<{ items: InvoicePage["items"]; code?: string }>("/api/console/invoices", {
    ...{ customerId, period },
  });

/** The first that is issued now; throws when nothing is. */
export async function issued(by: Customer, customerId: string, period = PERIOD) {
  const { body, status } = await issue(by, customerId, period);
  const [first] = body.items ?? [];
  if (!first) throw new Error(`nothing was issued: ${status} ${JSON.stringify(body)}`);
  return first;
}

export const listed = async (who: Customer, query = "") =>
  (await who.get<InvoicePage>(`/api/portal/invoices${query}`)).body;

export const invoice = async (who: Customer, ref: string) =>
  (await who.get<Invoice & { code?: string }>(`/api/portal/invoices/${ref}`)).body;

export const account = async (who: Customer) =>
  (await who.get<Account>("/api/portal/account")).body;

/** As `npm run fonts` puts them there. */
export async function putFonts(): Promise<void> {
  for (const [name, key] of Object.entries(FONTS)) {
    const font = await fetch(new URL(`/${name}`, inject("pdfUrl")));
    await bindings.CONFIG.put(key, await font.arrayBuffer());
  }
}

export interface ReadPdf {
  title: string;
  pages: { text: string; blank: string[]; outside: string[] }[];
}

export async function readPdf(response: Response): Promise<ReadPdf> {
  const body = await response.arrayBuffer();
  return (await fetch(inject("pdfUrl"), { method: "POST", body })).json();
}
