import {
  createExecutionContext,
  createScheduledController,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { vi } from "vitest";
import { forgetStripe } from "../../billing/connect.ts";
import worker from "../../index.ts";
import { forgetPlans } from "../../store/plans.ts";
import {
  bindings,
  type Customer,
  customer,
  deliver,
  mailAbout,
  request,
  travel,
} from "../world.ts";

/**
 * All that recordings know of the product: bindings, routes and what is named below. A change of the product's inside
 * changes this file at most, and never a recording.
 */

/** What an isolate remembers of plans and prices: recordings are of one moment, so it would hold for the next one too. */
export function forgetCatalog(): void {
  forgetPlans();
  forgetStripe();
}

/** When every recording was made: so far ahead that no alarm goes off by itself while a test runs. */
export const RECORDED_AT = Date.UTC(2096, 10, 26, 4);

export const DAY_MS = 86_400_000;

export const orderStub = (orderNo: string) =>
  bindings.ORDERS.get(bindings.ORDERS.idFromName(orderNo));
export const accountStub = (customerId: string) =>
  bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(customerId));

/** What no route gives: units with an end. */
export const grantUnits = (customerId: string, key: string, amount: number, expiresAtMs: number) =>
  accountStub(customerId).grantLot({
    key,
    reference: key,
    asset: "power",
    amount,
    source: "recorded",
    expiresAtMs,
    detail: {},
  });

export const faultsInBooks = async (customerId: string): Promise<unknown[]> =>
  (await accountStub(customerId).audit()).faults;

/** As `npm run key` makes one. Made for recordings: it opens nothing else. */
export const HOST_KEY = { prefix: "recordedhost", secret: "r".repeat(32), hostId: "recorded-host" };

/** Tokens carry the real time of their making, and are used long after it. */
const TOKEN_SECONDS = 200 * 366 * 86_400;

const people = new Map<string, Promise<Customer>>();

/** Somebody signed in by this name. A token serves for the whole file. */
export function person(id: string, role?: "operator"): Promise<Customer> {
  const known =
    people.get(id) ??
    customer({ sub: id, name: id, expiresInSeconds: TOKEN_SECONDS, ...(role && { role }) });
  people.set(id, known);
  return known;
}

export const operator = () => person("recorded-operator", "operator");

export type Kind = "coze" | "recharge" | "credits" | "subscription";

interface Ordered {
  orderId: string;
}
interface Shown {
  qrCode: { code_url: string };
}

const ORDERED_AT: Record<Kind, string> = {
  coze: "/api/web/coze-package/order",
  recharge: "/api/recharge/submitRecharge",
  credits: "/api/credits/purchase",
  subscription: "/api/portal/subscription/upgrade",
};

export const order = async (who: Customer, kind: Kind, id: string, payType: number) => {
  const wish = kind === "subscription" ? { planId: id, payType } : { id, payType };
  return (await who.post<Ordered>(ORDERED_AT[kind], wish)).body.orderId;
};

/** Shows a code and answers what is in it. */
export const code = async (who: Customer, kind: Kind, orderId: string, payType: number) =>
  (await who.post<Shown>("/api/pay/prepay", { from: kind, orderId, payType })).body.qrCode.code_url;

export const cancel = (who: Customer, kind: Kind, orderId: string) =>
  who.post("/api/pay/cancel", { from: kind, orderId });

export const hear = async (number: string) => deliver(await mailAbout(number));

/** `state` of an order as its customer sees it. */
export const stateOf = async (who: Customer, kind: Kind, orderId: string) =>
  (await who.get<{ orderStatus: string }>(`/api/pay/getPayResult?orderId=${orderId}&from=${kind}`))
    .body.orderStatus;

/** Asks for a refund, and carries it on by `step` (`retry`, `settled`). */
export const refund = async (orderId: string, body: object, step = "") =>
  (await operator()).post<{ orderStatus: string; code?: string }>(
    `/api/console/orders/${orderId}/refund${step && `/${step}`}`,
    body,
  );

/** One call of the host product, as bytes on the wire would be. */
export interface HostCall {
  customer: string;
  action: string;
  key: string;
  body: object;
}

export async function hostCall({ customer, action, key, body }: HostCall) {
  const response = await request(`/api/customers/${customer}/${action}`, {
    method: "POST",
    headers: {
      authorization: `Bearer eck_${HOST_KEY.prefix}_${HOST_KEY.secret}`,
      "content-type": "application/json",
      "idempotency-key": key,
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Who asks, and for what. */
export interface Look {
  /** A customer's id, or one of these. */
  as: "guest" | "operator" | "host" | (string & {});
  path: string;
}

export async function look({ as, path }: Look) {
  const response = await asked(as, path);
  const text = await response.text();
  const json = response.headers.get("content-type")?.includes("json");
  return { status: response.status, body: json ? (JSON.parse(text) as unknown) : text };
}

async function asked(as: Look["as"], path: string): Promise<Response> {
  if (as === "guest") return request(path);
  if (as === "operator") return (await operator()).call(path);
  if (as !== "host") return (await person(as)).call(path);
  const token = `eck_${HOST_KEY.prefix}_${HOST_KEY.secret}`;
  return request(path, { headers: { authorization: `Bearer ${token}` } });
}

/** Everything that can be read of an order, of a customer, of all. */
export const looksAtOrder = (orderNo: string, customer: string): Look[] => [
  { as: customer, path: `/api/account/orders/${orderNo}` },
  { as: "operator", path: `/api/console/orders/${orderNo}` },
];
export const looksAtCustomer = (customer: string): Look[] => [
  { as: "host", path: `/api/customers/${customer}/balance` },
  { as: customer, path: "/api/account/ledger?pageSize=100" },
  { as: "operator", path: `/api/console/customers/${customer}/allow-negative` },
];
export const LOOKS_AT_ALL: Look[] = [
  { as: "lin", path: "/api/web/coze-package/orders?pageSize=100" },
  { as: "lin", path: "/api/account/orders.csv" },
  { as: "lin", path: "/api/account/ledger.csv" },
  { as: "ledger", path: "/api/account/ledger.csv" },
  { as: "operator", path: "/api/console/refunds?pageSize=100" },
  { as: "operator", path: "/api/console/anomalies" },
  { as: "operator", path: "/api/console/reconciliations" },
  { as: "lin", path: "/api/account/orders?pageSize=100&lang=en" },
  ...["/api/web/coze-package/center", "/api/recharge/center"].flatMap((path) => [
    ...["zh", "en", "jp"].map((lang) => ({ as: "guest", path: `${path}?lang=${lang}` })),
    ...["lin", "ledger"].map((as) => ({ as, path })),
  ]),
];

/** The alarm goes off, `times`, a while apart. */
export async function wake(orderNo: string, times = 1, gapMs = 70_000): Promise<void> {
  for (let time = 0; time < times; time++) {
    await travel(gapMs);
    await runDurableObjectAlarm(orderStub(orderNo));
  }
}

export const wakeAccount = (customerId: string) => runDurableObjectAlarm(accountStub(customerId));

/** What the cron of wrangler.toml starts. */
export async function cron(): Promise<void> {
  const context = createExecutionContext();
  await worker.scheduled(createScheduledController(), bindings);
  await waitOnExecutionContext(context);
}

/** While `work` runs the customer's account fails whatever is asked of it. */
export async function withoutAccount<T>(customerId: string, work: () => Promise<T>): Promise<T> {
  const stub = accountStub(customerId);
  const broken = await runInDurableObject(stub, (_object, { storage }) =>
    vi.spyOn(storage, "transactionSync").mockImplementation(() => {
      throw new Error("disk I/O error");
    }),
  );
  try {
    return await work();
  } finally {
    await runInDurableObject(stub, () => broken.mockRestore());
  }
}

interface Entry {
  kind: string;
  reference: string;
  amount: number;
}

export const ledgerOf = async (who: Customer) =>
  (await who.get<{ items: Entry[] }>("/api/account/ledger?pageSize=100")).body.items;

/** How often an order is in its customer's ledger as `kind`. */
export const countInLedger = async (who: Customer, orderNo: string, kind: string) =>
  (await ledgerOf(who)).filter((entry) => entry.reference === orderNo && entry.kind === kind)
    .length;

interface Balance {
  power: { available: number; held: number };
  entitlements: { cozePackage: { name: string; expiresAt: string; remainingDays: number } | null };
}

export const balanceOf = async (customerId: string) =>
  (await look({ as: "host", path: `/api/customers/${customerId}/balance` })).body as Balance;

export const allowNegative = async (customerId: string) =>
  (await operator()).call(`/api/console/customers/${customerId}/allow-negative`, {
    method: "PUT",
    body: JSON.stringify({ allow: true }),
    headers: { "content-type": "application/json" },
  });

/** The order as the lists have it, which ask no object. */
export const listed = async (who: Customer, orderNo: string) =>
  (
    await who.get<{ items: { orderNo: string; orderStatus: string }[] }>(
      "/api/account/orders?pageSize=100",
    )
  ).body.items.find((item) => item.orderNo === orderNo)?.orderStatus;

export const refundsListed = async (orderNo: string) =>
  (
    await (
      await operator()
    ).get<{
      items: { orderNo: string; number: string; state: string; amount: string }[];
    }>("/api/console/refunds?pageSize=100")
  ).body.items.filter((item) => item.orderNo === orderNo);

export const reconciliations = async () =>
  (
    await (
      await operator()
    ).get<{
      items: { day: string; matched: number; waiting: number; finished: boolean }[];
    }>("/api/console/reconciliations")
  ).body.items;
