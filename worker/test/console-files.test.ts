import { beforeAll, describe, expect, test } from "vitest";
import { FILE_ROWS_MAX } from "../http/areas/console/file.ts";
import { hostWithCustomer } from "./crediting.ts";
import { PERIOD, refunded, sellingOperator, soldTo } from "./invoicing.ts";
import { lot, spend } from "./ledger.ts";
import { OPERATIONS } from "./operations.ts";
import { accountOf } from "./shop.ts";
import { bindings, type Customer, customer } from "./world.ts";

/** Every list of the console as a file: its filters, its order, what it leaves out, and what the audit has of it. */

let owner: Customer;
beforeAll(async () => {
  owner = await customer({ role: "operator" });
});

const fileOf = async (path: string) => {
  const answer = await owner.call(`/api/console/${path}`);
  const text = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(
    await answer.arrayBuffer(),
  );
  return { answer, text, lines: text.slice(1).trimEnd().split("\r\n") };
};

const power = (amount: number) => ({ asset: "power", amount, reference: "a call" });

const lastAct = async () =>
  (await owner.get<{ items: object[] }>(`/api/console/audit?operator=${owner.id}`)).body.items[0];

const FILES: [path: string, act: string, filters: object, columns: string][] = [
  [
    "orders.csv?state=paid&customer=c",
    "order.export",
    { state: "paid", customer: "c" },
    "orderNo,customerId,customerName,from",
  ],
  ["stuck-orders.csv", "order.export", { stuck: true }, "orderNo,customerId,from,itemName"],
  ["audit.csv?outcome=forbidden", "audit.export", { outcome: "forbidden" }, "id,at,operator"],
  [
    "customers.csv?debt=owing",
    "customer.export",
    { debt: "owing" },
    "id,name,email,planId,power,powerHeld",
  ],
  [
    "customers/nobody/ledger.csv?kind=deduct",
    "customer.export-ledger",
    { kind: "deduct" },
    "id,at,kind,asset,amount,name",
  ],
  ["fapiao.csv?state=requested", "fapiao.export", { state: "requested" }, "申请编号,账单编号"],
  ["refunds.csv?state=done", "refund.export", { state: "done" }, "number,orderNo,customerId"],
  ["invoices.csv?customer=c", "invoice.export", { customer: "c" }, "id,number,kind,customerId"],
  [
    "anomalies.csv?show=aside",
    "anomaly.export",
    { show: "aside" },
    "at,gateway,genuine,reason,detail,count",
  ],
  [
    "discrepancies.csv?show=open",
    "reconciliation.export",
    { show: "open" },
    "day,orderNo,number,gateway,reason,at",
  ],
];

test.each(FILES)(
  "%s: its columns, and the audit has it with its filters",
  async (path, act, filters, columns) => {
    const { answer, text } = await fileOf(path);
    expect(text.startsWith(`\ufeff${columns}`)).toBe(true);
    expect(answer.headers.get("x-rows-left-out")).toBe("0");
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="[\w-]+\.csv"$/,
    );
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    const after = expect.objectContaining(filters);
    expect(await lastAct()).toMatchObject({ act, outcome: "done", operator: owner.id, after });
  },
);

test("no file of the console is missing above", () => {
  const told = FILES.map(([path]) => path.replace(/\?.*/, "").replace("nobody", "{customer}"));
  // Of the archive nothing is filtered but the customer, who is the act's object.
  told.push("customers/{customer}/orders/archive.csv");
  told.push("customers/{customer}/invoices/archive.csv");
  const files = OPERATIONS.filter((one) => /^get \/api\/console\/.*\.csv$/.test(one));
  expect(told.sort()).toEqual(files.map((one) => one.replace("get /api/console/", "")).sort());
});

describe("a file obeys the filters of its list, in its order", () => {
  test("customers by how they begin, harmless and exact in a spreadsheet", async () => {
    const tail = crypto.randomUUID();
    const write = (id: string, name: string, owed: string | null, told: number | null = 1) =>
      bindings.DB.prepare(
        `INSERT INTO customer (id, name, balances, entitlements, owed, told_version, ask_at, first_seen_at, last_seen_at, version, updated_at)
         VALUES (?1, ?2, '[{"asset":"power","available":9007199254740991,"held":2}]', '[]', ?3, ?4, iif(?4 = 1, NULL, 0), 1, 2, 1, 1)`,
      )
        .bind(id, name, owed, told)
        .run();
    await write(`f-${tail}-1`, '=HYPERLINK("x")', null);
    await write(`f-${tail}-2`, "123456789012345678", '{"power":7,"credits":0}');
    const all = await fileOf(`customers.csv?search=f-${tail}`);
    expect(all.lines.slice(1)).toEqual([
      `f-${tail}-1,"'=HYPERLINK(""x"")",,,9007199254740991,2,0,0,0,0,false,1970-01-01T00:00:00.001Z,1970-01-01T00:00:00.002Z`,
      `f-${tail}-2,'123456789012345678,,,9007199254740991,2,0,0,7,0,false,1970-01-01T00:00:00.001Z,1970-01-01T00:00:00.002Z`,
    ]);
    const owing = await fileOf(`customers.csv?search=f-${tail}&debt=owing`);
    expect(owing.lines).toHaveLength(2);
    expect(await lastAct()).toMatchObject({ after: { search: `f-${tail}`, debt: "owing" } });
    await write(`f-${tail}-3`, "from before", null, null);
    const third = `f-${tail}-3,from before,,,9007199254740991,2,0,0,,,,1970-01-01T00:00:00.001Z,1970-01-01T00:00:00.002Z`;
    expect((await fileOf(`customers.csv?search=f-${tail}`)).lines[3]).toBe(third);
    const lacking = await fileOf(`customers.csv?search=f-${tail}&debt=owing&lang=en`);
    expect(lacking.lines.slice(1)).toEqual([owing.lines[1], expect.stringMatching(/^Not whole/)]);
  });

  test("refunds by their state", async () => {
    const orderId = await soldTo((await customer()).id);
    await refunded(orderId, Date.now());
    const done = await fileOf("refunds.csv?state=done&page=9&pageSize=1");
    expect(done.lines.filter((line) => line.includes(orderId))).toHaveLength(1);
    const failed = await fileOf("refunds.csv?state=failed");
    expect(failed.text).not.toContain(orderId);
    expect((await fileOf("refunds.csv?state=lost")).answer.status).toBe(422);
  });

  test("invoices by their customer", async () => {
    const by = await sellingOperator();
    const [who, other] = [await customer(), await customer()];
    for (const { id } of [who, other]) {
      await soldTo(id);
      await by.post("/api/console/invoices", { customerId: id, period: PERIOD });
    }
    const own = await fileOf(`invoices.csv?customer=${who.id}`);
    expect(own.lines).toHaveLength(2);
    expect(own.lines[1]).toContain(`,invoice,${who.id},${PERIOD},paid,1,39.90,CNY,`);
    expect((await fileOf(`invoices.csv?customer=${who.id}&state=draft`)).lines).toHaveLength(1);
  });

  test("a customer's ledger by kind and by the host product that spent, as its list", async () => {
    const one = await hostWithCustomer();
    const { who } = one;
    const account = accountOf(who);
    await account.grantLot(lot("g", 600));
    for (let at = 0; at < 3; at += 1) await one.send("POST", "/deduct", power(10 + at));
    const held = await one.send("POST", "/hold", { ...power(50), ttlSeconds: 60 });
    await one.send("POST", "/release", { hold: held.body.hold });
    await account.deduct({ ...spend("else", 5) });
    type Ledger = { items: { amount: number; host: string | null }[]; total: number };
    const path = `customers/${who.id}/ledger`;
    const list = async (query: string) =>
      (await owner.get<Ledger>(`/api/console/${path}${query}`)).body;
    const { hosts } = (
      await owner.get<{ hosts: { id: string }[] }>(`/api/console/customers/${who.id}`)
    ).body;
    const host = (await list("?kind=deduct")).items.find(({ host }) => host !== null)?.host;
    expect(hosts).toContainEqual({ id: host, name: "host" });
    const spent = await list(`?host=${host}`);
    expect(spent.items.map(({ amount }) => amount)).toEqual([50, -50, -12, -11, -10]);
    expect((await list(`?host=${host}&kind=deduct`)).total).toBe(3);
    expect((await list("?host=another")).total).toBe(0);
    const all = await fileOf(`${path}.csv`);
    expect(all.lines).toHaveLength(8);
    const own = await fileOf(`${path}.csv?host=${host}&kind=deduct`);
    expect(own.lines.slice(1).map((line) => line.split(",")[4])).toEqual(["-12", "-11", "-10"]);
    expect(await lastAct()).toMatchObject({ object: who.id, after: { host, kind: "deduct" } });
  });
});

test("a file of more rows than it holds says so in a header and its last line", async () => {
  const tail = crypto.randomUUID();
  await bindings.DB.prepare(
    `INSERT INTO customer (id, balances, entitlements, ask_at, first_seen_at, last_seen_at, version, updated_at)
     WITH RECURSIVE n (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at <= ${FILE_ROWS_MAX})
     SELECT printf('many-%s-%05d', ?, at), '[]', '[]', NULL, 1, 1, 1, 1 FROM n`,
  )
    .bind(tail)
    .run();
  const { answer, lines } = await fileOf(`customers.csv?search=many-${tail}`);
  expect(answer.headers.get("x-rows-left-out")).toBe("1");
  expect(lines).toHaveLength(FILE_ROWS_MAX + 2);
  expect(lines[FILE_ROWS_MAX]?.startsWith(`many-${tail}-${FILE_ROWS_MAX},`)).toBe(true);
  expect(lines.at(-1)).toMatch(/10000.*(筛选|filters)/);
  await bindings.DB.prepare("DELETE FROM customer WHERE id LIKE ?").bind(`many-${tail}%`).run();
});

test.each([
  ["all", /10000.*filters/],
  ["open", /10000\. The others come in the next file, once these are dealt with\./],
  ["aside", /10000\."?$/],
])("a file of differences (%s) that was cut tells what can be done about it", async (show, end) => {
  await bindings.DB.prepare(
    `INSERT INTO discrepancy (number, reason, order_no, gateway, day, found_at, aside)
     WITH RECURSIVE n (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at <= ${FILE_ROWS_MAX})
     SELECT 'N' || at, 'x', 'x', 'wechat', '2026-11-20', at, ? FROM n`,
  )
    .bind(Number(show === "aside"))
    .run();
  const answer = await owner.call(`/api/console/discrepancies.csv?show=${show}`, {
    headers: { "accept-language": "en" },
  });
  const lines = (await answer.text()).trimEnd().split("\r\n");
  await bindings.DB.prepare("DELETE FROM discrepancy").run();
  expect(lines.at(-1)).toMatch(end);
});
