import type { D1Migration } from "cloudflare:test";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Role } from "../domain/operator/rights.ts";
import { DAY_MS } from "../domain/time.ts";
import type { RowNote } from "../http/areas/console/notes/schemas.ts";
import {
  countStrangeMessage,
  recordAnomaly,
  strangeMessages,
  writeStrangeMessages,
} from "../store/anomalies.ts";
import { listAudit } from "../store/audit.ts";
import { giveRole } from "../store/operators.ts";
import { TALLY_GAP_MS } from "../store/tally.ts";
import { bindings, type Customer, customer, mint, requestWith } from "./world.ts";

/** Notes of anomalies and differences: what they take out of what needs attention, and what brings it back. */

const { DB } = bindings;
const ADDRESS = "203.0.113.7";

let owner: Customer;
let finance: Customer;
let support: Customer;

async function inRole(role: Role): Promise<Customer> {
  const who = await customer();
  await giveRole(DB, { subject: who.id, role, by: "the-test", nowMs: Date.now() });
  return who;
}

beforeAll(async () => {
  owner = await inRole("owner");
  finance = await inRole("finance");
  support = await inRole("support");
});

beforeEach(async () => {
  await DB.batch(
    ["anomaly", "anomaly_count", "discrepancy"].map((table) => DB.prepare(`DELETE FROM ${table}`)),
  );
  strangeMessages.forget();
});

interface Row {
  detail: string;
  count: number;
  note: RowNote;
}
interface Lists {
  items: Row[];
  discrepancies: { number: string; note: RowNote }[];
}
const anomalies = async (show = "all") =>
  (await owner.get<Lists>(`/api/console/anomalies?show=${show}`)).body.items;
const differences = async (show = "all") =>
  (await owner.get<Lists>(`/api/console/reconciliations?show=${show}`)).body.discrepancies;
const waiting = async (kind: string) => {
  interface Overview {
    attention: { kind: string; count: number | null; more: boolean }[];
  }
  const { attention } = (await owner.get<Overview>("/api/console/overview")).body;
  return attention.find((one) => one.kind === kind)?.count;
};

async function note(by: Customer, key: string, body: object) {
  const answer = await by.call(`/api/console/notes/${encodeURIComponent(key)}`, {
    method: "PUT",
    body: JSON.stringify({ note: "refunded in the gateway's console", aside: true, ...body }),
    headers: { "content-type": "application/json", "cf-connecting-ip": ADDRESS },
  });
  const told = (await answer.json()) as RowNote & { code?: string; current?: RowNote };
  return { status: answer.status, body: told };
}

const genuine = (detail: string, atMs = Date.now()) =>
  recordAnomaly(DB, { atMs, gateway: "wechat", reason: "unknown-number", detail });

/** As many messages that are nobody's, written down. */
async function strange(count: number, atMs: number): Promise<Row> {
  const message = { atMs, gateway: "wechat", reason: "bad-signature", detail: "x" } as const;
  for (let time = 0; time < count; time += 1) countStrangeMessage(message);
  await writeStrangeMessages(DB, atMs);
  return (await anomalies())[0] as Row;
}

const differing = (number: string) =>
  DB.prepare(
    "INSERT INTO discrepancy (number, reason, order_no, gateway, day, found_at) VALUES (?, 'refunded-outside', 'x', 'wechat', '2026-11-20', 1)",
  )
    .bind(number)
    .run();

describe("a genuine message that fits no order", () => {
  test("is set aside with what was done, out of what needs attention, and opened again", async () => {
    await genuine("payment A");
    await genuine("payment B", 1); // Of long ago: it waits as long as nobody did anything.
    expect(await waiting("anomalies")).toBe(2);
    const [row] = (await anomalies("open")) as [Row];
    expect(row.note).toMatchObject({ standing: "open", version: 0, note: null, by: null });
    const aside = await note(finance, row.note.key, { version: 0, count: 1 });
    const noted = {
      ...{ key: row.note.key, standing: "aside", version: 1, by: finance.id },
      note: "refunded in the gateway's console",
    };
    expect(aside).toMatchObject({ status: 200, body: noted });
    expect(aside.body.at).toMatch(/^\d{4}-/);
    expect(await waiting("anomalies")).toBe(1);
    expect((await anomalies("open")).map(({ detail }) => detail)).toEqual(["payment B"]);
    expect(await anomalies("aside")).toMatchObject([{ detail: "payment A", note: noted }]);
    expect(await anomalies()).toHaveLength(2);

    const opened = await note(owner, row.note.key, {
      note: "it bounced",
      aside: false,
      version: 1,
    });
    expect(opened.body).toMatchObject({ standing: "open", version: 2, note: "it bounced" });
    expect(await waiting("anomalies")).toBe(2);
    const [last, first] = await listAudit(DB, { object: row.note.key, limit: 2 });
    expect(first).toMatchObject({
      ...{ act: "note.write", operator: finance.id, outcome: "done", address: ADDRESS },
      ...{ why: noted.note, before: { standing: "open" }, after: { standing: "aside" } },
    });
    expect(last).toMatchObject({ operator: owner.id, why: "it bounced" });
  });

  test("takes a note and stays open", async () => {
    await genuine("payment A");
    const [row] = (await anomalies()) as [Row];
    const asked = await note(finance, row.note.key, {
      note: "asked WeChat",
      aside: false,
      version: 0,
    });
    expect(asked.body).toMatchObject({ standing: "open", note: "asked WeChat" });
    expect(await waiting("anomalies")).toBe(1);
  });
});

describe("messages that are nobody's", () => {
  test("come back when more of them came than were there when they were set aside", async () => {
    const atMs = Date.parse("2026-11-20T10:00:00Z");
    const { note: seen, count } = await strange(3, atMs);
    await note(finance, seen.key, { version: 0, count });
    expect(await anomalies("open")).toEqual([]);
    expect((await anomalies("aside"))[0]?.note.standing).toBe("aside");
    const later = await strange(1, atMs + TALLY_GAP_MS);
    expect(later).toMatchObject({ count: 4, note: { standing: "back", by: finance.id } });
    expect(await anomalies("open")).toHaveLength(1);
    expect(await anomalies("aside")).toEqual([]);
    const again = await note(finance, seen.key, { version: 1, count: 4 });
    expect(again.body.standing).toBe("aside");
  });

  test("that came while the operator wrote are not set aside with the others", async () => {
    const atMs = Date.parse("2026-11-20T10:00:00Z");
    const { note: seen, count } = await strange(3, atMs);
    await strange(2, atMs + TALLY_GAP_MS);
    expect((await note(finance, seen.key, { version: 0, count })).body.standing).toBe("back");
  });

  test("to come are not set aside before they come, whatever count is sent", async () => {
    const atMs = Date.parse("2026-11-20T10:00:00Z");
    const { note: seen } = await strange(1, atMs);
    await note(finance, seen.key, { version: 0, count: 1_000_000 });
    expect((await strange(1, atMs + TALLY_GAP_MS)).note.standing).toBe("back");
  });
});

test("a difference with a gateway's books is set aside, and the others stay", async () => {
  await differing("EC1_1");
  await differing("EC2_1");
  expect(await waiting("discrepancies")).toBe(2);
  const [row] = await differences("open");
  await note(finance, row?.note.key ?? "", { version: 0 });
  expect(await waiting("discrepancies")).toBe(1);
  expect((await differences("open")).map(({ number }) => number)).toEqual(["EC2_1"]);
  expect(await differences("aside")).toMatchObject([{ number: "EC1_1", note: { by: finance.id } }]);
});

test("the migration set aside what was older than a week, and says that nobody noted it", async () => {
  const nowMs = Date.now();
  const OLD_MS = nowMs - 8 * DAY_MS;
  await genuine("of long ago", OLD_MS);
  await genuine("of this week", nowMs - 6 * DAY_MS);
  await strange(3, OLD_MS);
  await differing("EC1_1"); // Found in 1970.
  await DB.prepare(
    "INSERT INTO discrepancy (number, reason, order_no, gateway, day, found_at) VALUES ('EC2_1', 'x', 'x', 'wechat', 'x', ?)",
  )
    .bind(nowMs - 6 * DAY_MS)
    .run();
  const { TEST_MIGRATIONS } = bindings as unknown as { TEST_MIGRATIONS: D1Migration[] };
  const { queries = [] } = TEST_MIGRATIONS.find(({ name }) => name === "0027_row_notes.sql") ?? {};
  const updates = queries.filter((query) => /^UPDATE/m.test(query));
  expect(updates).toHaveLength(3);
  await DB.batch(updates.map((query) => DB.prepare(query)));
  expect(await waiting("anomalies")).toBe(1);
  expect(await waiting("discrepancies")).toBe(1);
  expect((await anomalies("open")).map(({ detail }) => detail)).toEqual(["of this week"]);
  const byNobody = { standing: "aside", version: 1, by: null, note: expect.stringMatching(/week/) };
  const rows = [...(await anomalies("aside")), ...(await differences("aside"))];
  expect(rows).toMatchObject([{ note: byNobody }, { note: byNobody }, { note: byNobody }]);
  expect(rows[0]?.note.at).toMatch(/^\d{4}-/);
  const opened = { note: "it is still so", aside: false, version: 1 };
  expect((await note(finance, rows[0]?.note.key ?? "", opened)).body.standing).toBe("open");
});

describe("two operators at once:", () => {
  test("one is done, the other is told what stands now", async () => {
    await genuine("payment A");
    const [row] = (await anomalies()) as [Row];
    const both = await Promise.all(
      [owner, finance].map((by, at) => note(by, row.note.key, { note: `done ${at}`, version: 0 })),
    );
    const [done, told] = both.sort((a, b) => a.status - b.status);
    expect(done).toMatchObject({ status: 200, body: { version: 1 } });
    expect(told).toMatchObject({
      status: 409,
      body: { code: "NOTE_CHANGED", current: done?.body },
    });
    expect((await anomalies())[0]?.note).toEqual(done?.body);
  });

  test("the same sent twice is done once", async () => {
    await genuine("payment A");
    const [row] = (await anomalies()) as [Row];
    const answers = [];
    for (let time = 0; time < 3; time += 1)
      answers.push(await note(finance, row.note.key, { version: 0 }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });
});

test("whoever may not, what is no row and what says nothing is refused, and the audit has from where", async () => {
  await genuine("payment A");
  const [row] = (await anomalies()) as [Row];
  const refused = await note(support, row.note.key, { version: 0 });
  expect(refused).toMatchObject({ status: 403, body: { code: "ROLE_NOT_ENOUGH" } });
  for (const key of ["message:999999999", "count:a:b:c", "difference:a:b", "x", " "])
    expect((await note(finance, key, { version: 0 })).body.code).toBe("ROW_NOT_FOUND");
  for (const wrong of [{ note: " " }, { version: -1 }, { version: undefined }, { count: 0 }])
    expect((await note(finance, row.note.key, { version: 0, ...wrong })).body.code).toBe(
      "INVALID_REQUEST",
    );
  expect((await anomalies())[0]?.note).toEqual(row.note);
  const [last] = await listAudit(DB, { operator: support.id, limit: 1 });
  expect(last).toMatchObject({ act: "note.write", outcome: "forbidden", address: ADDRESS });
});

describe("the address in the audit", () => {
  interface Part {
    items: { address: string | null; outcome: string }[];
  }
  const act = (by: Customer, address?: string) =>
    by.call("/api/console/audit.csv", {
      headers: address === undefined ? {} : { "cf-connecting-ip": address },
    });

  test("is told and filtered, also in the file; nothing that is none is kept", async () => {
    const who = await inRole("finance");
    await act(who, "2001:DB8::7");
    await act(who);
    await act(who, '=cmd|" /c calc"!A0');
    const rows = await listAudit(DB, { operator: who.id, limit: 10 });
    expect(rows.map(({ address }) => address)).toEqual([null, null, "2001:db8::7"]);
    const found = `operator=${who.id}&address=2001:db8::7`;
    const { items } = (await finance.get<Part>(`/api/console/audit?${found}`)).body;
    expect(items).toMatchObject([{ address: "2001:db8::7", outcome: "done" }]);
    const file = await (await finance.call(`/api/console/audit.csv?${found}`)).text();
    expect(file.split("\r\n")[0]).toContain(",address,");
    expect(file).toContain(",2001:db8::7,");
  });

  test("is found by an index", async () => {
    const { results } = await DB.prepare(
      "EXPLAIN QUERY PLAN SELECT id FROM audit WHERE address = 'x' ORDER BY id DESC LIMIT 101",
    ).all<{ detail: string }>();
    expect(results.map(({ detail }) => detail).join("; ")).toContain("audit_by_address");
  });
});

test("what waits is counted by indexes that have only what is open", async () => {
  const plan = async (sql: string) =>
    (await DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).all<{ detail: string }>()).results
      .map(({ detail }) => detail)
      .join("; ");
  expect(await plan("SELECT 1 FROM anomaly WHERE genuine = 1 AND aside = 0 LIMIT 101")).toContain(
    "anomaly_open",
  );
  expect(await plan("SELECT 1 FROM discrepancy WHERE aside = 0 LIMIT 101")).toContain(
    "discrepancy_open",
  );
});

test("where KV cannot be read the overview says so of the settings, and has the rest", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const away = Object.assign(Object.create(bindings.CONFIG), {
    get: () => Promise.reject(new Error("KV is away")),
  }) as KVNamespace;
  const headers = { authorization: `Bearer ${await mint({ sub: owner.id })}` };
  const answer = await requestWith({ CONFIG: away }, "/api/console/overview?days=1", { headers });
  vi.restoreAllMocks();
  expect(answer.status).toBe(200);
  const { attention } = (await answer.json()) as { attention: { kind: string }[] };
  expect(attention).toContainEqual({ kind: "settings", count: null, more: false });
  expect(attention).toContainEqual({ kind: "anomalies", count: 0, more: false });
});
