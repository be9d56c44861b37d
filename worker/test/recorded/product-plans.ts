import { type Customer, travel } from "../world.ts";
import { hostCall, type Look, look, operator, person } from "./product.ts";

/** What recordings know of plans, credits, usage, invoices and the console, as product.ts does of the rest. */

interface Done {
  id: string;
}

const written = (method: string, body: object | undefined, headers: object = {}): RequestInit => ({
  method,
  headers: { "content-type": "application/json", ...headers },
  ...(body && { body: JSON.stringify(body) }),
});

async function answered<T>(who: Customer, path: string, init: RequestInit): Promise<T> {
  const response = await who.call(path, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${init.method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

/** An act of the console, which must succeed. */
export async function asOperator<T = Done>(
  method: string,
  path: string,
  body?: object,
  headers?: object,
): Promise<T> {
  await travel(1_000);
  return answered<T>(await operator(), path, written(method, body, headers));
}

export const sayAccount = async (customer: string, account: object): Promise<void> => {
  await answered(await person(customer), "/api/portal/account", written("PUT", account));
};

interface Listed {
  id: string;
  number: string;
  period: string;
  status: string;
  amount: string;
}

export const issueInvoices = async (customerId: string, period: string): Promise<Listed[]> =>
  (
    await asOperator<{ items: Listed[] }>("POST", "/api/console/invoices", {
      ...{ customerId, period, reason: "recorded" },
    })
  ).items;

export const invoicesOf = async (customer: string): Promise<Listed[]> =>
  (await (await person(customer)).get<{ items: Listed[] }>("/api/portal/invoices")).body.items;

export interface InvoiceShown extends Listed {
  fapiao: { id: string; status: string; number: string | null } | null;
  creditNotes: { number: string }[];
}

export const invoiceOf = async (customer: string, id: string): Promise<InvoiceShown> =>
  (await (await person(customer)).get<InvoiceShown>(`/api/portal/invoices/${id}`)).body;

/** Answers the request's id. */
export async function wishFapiao(customer: string, id: string, title: object): Promise<string> {
  await travel(1_000);
  const path = `/api/portal/invoices/${id}/fapiao`;
  const wish = written("POST", { title });
  return (await answered<InvoiceShown>(await person(customer), path, wish)).fapiao?.id ?? "";
}

export const settleFapiao = async (result: object): Promise<string | undefined> =>
  (
    await asOperator<{ outcomes: { outcome: string }[] }>("POST", "/api/console/fapiao/results", {
      results: [result],
    })
  ).outcomes[0]?.outcome;

export interface ConsoleDocument {
  id: string;
  number: string;
  customerId: string;
  kind: string;
  period: string;
  state: string;
}

export const documents = async (query = ""): Promise<ConsoleDocument[]> =>
  (
    await (
      await operator()
    ).get<{ items: ConsoleDocument[] }>(`/api/console/invoices?pageSize=100${query}`)
  ).body.items;

export const flagVersion = async (name: string): Promise<string> => {
  const { body } = await (await operator()).get<{ items: { name: string; version: string }[] }>(
    "/api/console/flags",
  );
  return body.items.find((flag) => flag.name === name)?.version ?? "";
};

interface Plan {
  planId: string;
  status: string;
  source: string;
  renews: boolean;
  cancelAt: string | null;
  startDate: string;
  endDate: string | null;
}

export const planOf = async (customer: string): Promise<Plan> =>
  (await (await person(customer)).get<Plan>("/api/portal/subscription")).body;

/** `cancel` or `resume` of a plan that renews. */
export const changeCard = async (customer: string, change: string): Promise<void> => {
  const path = `/api/portal/subscription/${change}`;
  await answered(await person(customer), path, written("POST", {}));
};

interface Credits {
  available: number;
  held: number;
  plan: { granted: number; left: number; resetsAt: string } | null;
  purchased: number;
}

export const creditsOf = async (customer: string): Promise<Credits> =>
  (await (await person(customer)).get<Credits>("/api/credits/balance")).body;

interface Counted {
  result: string;
  code?: string;
  used: number;
  limit: number | null;
  charged: number;
}

/** An event of the host product. */
export async function use(
  customer: string,
  event: { id: string; product: string; count: number } & Record<string, unknown>,
) {
  const { status, body } = await hostCall({
    ...{ customer, action: "usage", key: event.id, body: event },
  });
  return { status, ...(body as unknown as Counted) };
}

export const usedOf = async (customer: string) =>
  (
    (await look({ as: "host", path: `/api/customers/${customer}/usage` })).body as {
      items: Record<string, number>;
    }
  ).items;

export const quotaOf = async (customer: string, product: string) =>
  (await look({ as: "host", path: `/api/customers/${customer}/quota?product=${product}` }))
    .body as { allowed: boolean; limit: number; used: number; reason: string };

/** Everything that can be read of a customer who has plans, credits or usage. `month` is of what is looked at. */
export const looksAtPlan = (customer: string, month: string): Look[] => [
  ...[
    "subscription",
    "plans",
    "account",
    "usage",
    `usage/detail?start=${month}-01&end=${month}-30&pageSize=100`,
    `usage/detail.csv?start=${month}-01&end=${month}-30`,
    "invoices?pageSize=100",
  ].map((path) => ({ as: customer, path: `/api/portal/${path}` })),
  ...["balance", `usage?month=${month}`, "packages", "status"].map((path) => ({
    ...{ as: customer, path: `/api/credits/${path}` },
  })),
  ...["", "/credits", "/usage", "/invoices", "/quota?product=ai_chat", "/quota?product=email"].map(
    (path) => ({ as: "host", path: `/api/customers/${customer}${path}` }),
  ),
  ...["", "/ledger?pageSize=100", "/account"].map((path) => ({
    ...{ as: "operator", path: `/api/console/customers/${customer}${path}` },
  })),
];

export const looksAtDocument = ({ id, customerId }: ConsoleDocument): Look[] => [
  { as: customerId, path: `/api/portal/invoices/${id}` },
  { as: customerId, path: `/api/portal/invoices/${id}/print?lang=en` },
  { as: "operator", path: `/api/console/invoices/${id}` },
];

export const LOOKS_AT_CONSOLE: Look[] = [
  ...[
    "audit?pageSize=100",
    "credits",
    "credits/manifests",
    "customers",
    "fapiao?pageSize=100",
    "flags",
    "invoice-months",
    "invoices?pageSize=100",
    "keys",
    "operators",
    "orders?pageSize=100",
    "overview",
    "seller",
    "stuck-orders",
    ...["packages", "recharge-rules", "credit-packages", "plans", "products"],
    ...["search?q=mei", "search?q=INV2096"],
  ].map((path) => ({ as: "operator", path: `/api/console/${path}` })),
  { as: "recorded-viewer", path: "/api/console/me" },
  { as: "recorded-gone", path: "/api/console/me" },
];
