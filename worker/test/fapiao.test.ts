import { beforeAll, describe, expect, test } from "vitest";
import type { Invoice } from "../http/core/invoices/schemas.ts";
import { invoice, issued, refunded, sellingOperator, soldTo } from "./invoicing.ts";
import { bindings, type Customer, customer } from "./world.ts";

const TITLE = { type: "company", title: "甲公司", taxNo: "91350100M000100Y43" };

let by: Customer;
beforeAll(async () => {
  by = await sellingOperator();
});

/** A customer with an issued invoice over 39.90, or over what it is told. */
async function invoiced(sold: Parameters<typeof soldTo>[1] = {}) {
  const who = await customer();
  const orderNo = await soldTo(who.id, sold);
  return { who, orderNo, first: await issued(by, who.id) };
}

interface Outcomes {
  done: number;
  outcomes: { id: string; outcome: string }[];
}

const wish = (who: Customer, id: string, body: object = { title: TITLE }) =>
  who.post<Invoice & { code: string }>(`/api/portal/invoices/${id}/fapiao`, body);

const settle = (...results: object[]) =>
  by.post<Outcomes>("/api/console/fapiao/results", { results });

const NUMBER = "24952000000123456789";

/** One that is issued over several sales, so that each can be refunded. */
async function issuedOver(...amounts: number[]) {
  const who = await customer();
  const orders: string[] = [];
  for (const amountMinor of amounts) orders.push(await soldTo(who.id, { amountMinor }));
  const first = await issued(by, who.id);
  const id = (await wish(who, first.id)).body.fapiao?.id ?? "";
  await settle({ id, result: "issuing" }, { id, result: "issued", number: NUMBER });
  const fapiao = async () => (await invoice(who, first.id)).fapiao;
  const refund = async (at: number) => {
    await refunded(orders[at] ?? "", Date.now());
    await by.post(`/api/console/invoices/${first.id}/credit-notes`, {});
    return fapiao();
  };
  return { id, refund, fapiao };
}

describe("a fapiao", () => {
  test("is asked for, taken up, and has its number in the end", async () => {
    const { who, first } = await invoiced();
    const asked = await wish(who, first.id);
    expect(asked).toMatchObject({
      status: 201,
      body: { fapiao: { status: "requested", amount: "39.90", title: { title: "甲公司" } } },
    });
    const id = asked.body.fapiao?.id;
    expect((await wish(who, first.id)).body.code).toBe("FAPIAO_NOT_POSSIBLE");
    const number = "24952000000123456789";
    // Not before it is taken up.
    expect((await settle({ id, result: "issued", number })).body.outcomes).toEqual([
      { id, outcome: "not-possible" },
    ]);
    const csv = await by.call("/api/console/fapiao.csv?state=requested");
    const line = (await csv.text()).split("\r\n").find((one) => one.includes(id ?? "?"));
    expect(line).toContain("甲公司,91350100M000100Y43,39.90,CNY");
    for (let twice = 0; twice < 2; twice++) {
      expect((await settle({ id, result: "issuing" })).body.done).toBe(twice === 0 ? 1 : 0);
      const { body } = await settle(
        { id, result: "issued", number },
        { id: "none", result: "issuing" },
      );
      expect(body.outcomes.map(({ outcome }) => outcome)).toEqual(["done", "not-found"]);
    }
    expect((await invoice(who, first.id)).fapiao).toMatchObject({ status: "issued", number });
  });

  test("that was refused can be asked for again", async () => {
    const { who, first } = await invoiced();
    const id = (await wish(who, first.id)).body.fapiao?.id;
    await settle({ id, result: "refused", reason: "税号与抬头不符" });
    expect((await invoice(who, first.id)).fapiao).toMatchObject({
      ...{ status: "refused", reason: "税号与抬头不符" },
    });
    expect((await wish(who, first.id)).status).toBe(201);
  });

  test("ten requests at once are one", async () => {
    const { who, first } = await invoiced();
    const answers = await Promise.all(Array.from({ length: 10 }, () => wish(who, first.id)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  test("of what was refunded is less, none, or a red letter", async () => {
    const who = await customer();
    const orders = [await soldTo(who.id), await soldTo(who.id, { amountMinor: 1_000 })];
    const first = await issued(by, who.id);
    const credit = () => by.post(`/api/console/invoices/${first.id}/credit-notes`, {});
    await wish(who, first.id);
    await refunded(orders[0] ?? "", Date.now());
    await credit();
    const asked = (await invoice(who, first.id)).fapiao;
    expect(asked).toMatchObject({ status: "requested", amount: "10.00" });
    const id = asked?.id ?? "";
    await settle({ id, result: "issuing" }, { id, result: "issued", number: "12345678" });
    await refunded(orders[1] ?? "", Date.now());
    await credit();
    expect((await invoice(who, first.id)).fapiao).toMatchObject({
      ...{ status: "issued", redAmount: "10.00", redDue: "10.00", redLetters: [] },
    });
    const red = async () =>
      (await by.get<{ items: { id: string }[] }>("/api/console/fapiao?state=red&pageSize=100")).body
        .items;
    expect((await red()).map((one) => one.id)).toContain(id);
    expect((await settle({ id, result: "red", number: "87654321" })).body.done).toBe(1);
    expect((await red()).map((one) => one.id)).not.toContain(id);
    // All is refunded by now.
    const other = await invoiced();
    await refunded(other.orderNo, Date.now());
    await by.post(`/api/console/invoices/${other.first.id}/credit-notes`, {});
    expect((await wish(other.who, other.first.id)).body.code).toBe("FAPIAO_NOT_POSSIBLE");
  });

  test.each([
    ["in another currency", { currency: "USD" }, { title: TITLE }, 409],
    ["a 专票 for a person", {}, { type: "special", title: { type: "person", title: "林" } }, 409],
    ["a company without its number", {}, { title: { ...TITLE, taxNo: "" } }, 422],
  ])("%s is refused", async (_what, sold, body, status) => {
    const { who, first } = await invoiced(sold);
    expect((await wish(who, first.id, body)).status).toBe(status);
  });
});

describe("a red letter", () => {
  test("keeps its number when another refund asks for another one", async () => {
    const { id, refund, fapiao } = await issuedOver(1_000, 2_500);
    await refund(0);
    expect((await settle({ id, result: "red", number: "11111111" })).body.done).toBe(1);
    expect(await refund(1)).toMatchObject({ redAmount: "35.00", redDue: "25.00" });
    // The first one again is done already, and leaves what is due.
    expect((await settle({ id, result: "red", number: "11111111" })).body.done).toBe(1);
    expect(await fapiao()).toMatchObject({ redDue: "25.00" });
    expect((await settle({ id, result: "red", number: "22222222" })).body.done).toBe(1);
    expect(await fapiao()).toMatchObject({
      ...{ number: NUMBER, redAmount: "35.00", redDue: "0.00" },
      redLetters: [
        { number: "11111111", amount: "10.00" },
        { number: "22222222", amount: "25.00" },
      ],
    });
    expect((await settle({ id, result: "red", number: "33333333" })).body.outcomes).toEqual([
      { id, outcome: "not-possible" },
    ]);
  });

  test("made out before a second refund came is over its own amount", async () => {
    const { id, refund, fapiao } = await issuedOver(1_000, 2_500);
    await refund(0);
    await refund(1);
    const late = { id, result: "red", number: "11111111", amount: "10.00" };
    expect((await settle(late)).body.done).toBe(1);
    expect(await fapiao()).toMatchObject({ redDue: "25.00" });
    for (const amount of ["25.01", "0", "0.00"])
      expect((await settle({ ...late, number: "22222222", amount })).body.done).toBe(0);
    expect((await settle({ ...late, amount: "1.234" })).status).toBe(422);
    // Twenty at once are over no more than is due.
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        settle({ id, result: "red", number: String(30_000_000 + at) }),
      ),
    );
    expect((await fapiao())?.redLetters).toHaveLength(2);
    expect(await fapiao()).toMatchObject({ redDue: "0.00" });
  });
});

describe("the queue as a file", () => {
  const send = async (body: BodyInit) => {
    const answer = await by.call("/api/console/fapiao.csv", {
      method: "POST",
      body,
      headers: { "content-type": "text/csv" },
    });
    return { status: answer.status, body: (await answer.json()) as Outcomes };
  };
  const wanted = async () => {
    const { who, first } = await invoiced();
    return { who, first, id: (await wish(who, first.id)).body.fapiao?.id ?? "" };
  };

  test("goes out, comes back with numbers and reasons, and again changes nothing", async () => {
    const [good, bad, open] = [await wanted(), await wanted(), await wanted()];
    const red = await issuedOver(1_000, 2_500);
    await red.refund(0);
    const out = await (await by.call("/api/console/fapiao.csv")).text();
    const [head = "", ...lines] = out.replace("\ufeff", "").trimEnd().split("\r\n");
    const names = head.split(",");
    const filled: Record<string, [string, string]> = {
      [good.id]: ["发票号码", `'${NUMBER}`],
      [bad.id]: ["拒绝原因", "税号与抬头不符"],
      [red.id]: ["红字发票号码", "11111111"],
    };
    const own = [good, bad, open, red].map(({ id }) => id);
    const back = lines
      .filter((line) => own.some((id) => line.startsWith(id)))
      .map((line) => {
        const cells = line.split(",");
        const [name = "", value = ""] = filled[cells[0] ?? ""] ?? [];
        if (name) cells[names.indexOf(name)] = value;
        return cells.join(",");
      });
    const file = [head, ...back].join("\r\n");
    for (let twice = 0; twice < 2; twice++) {
      const { status, body } = await send(`\ufeff${file}\r\n`);
      expect(status).toBe(200);
      expect(new Map(body.outcomes.map(({ id, outcome }) => [id, outcome]))).toEqual(
        new Map([good, bad, red].map(({ id }) => [id, "done"])),
      );
    }
    const now = async ({ who, first }: typeof good) => (await invoice(who, first.id)).fapiao;
    expect(await now(good)).toMatchObject({ status: "issued", number: NUMBER });
    expect(await now(bad)).toMatchObject({ status: "refused", reason: "税号与抬头不符" });
    expect(await now(open)).toMatchObject({ status: "requested" });
    expect(await red.fapiao()).toMatchObject({
      ...{ number: NUMBER, redDue: "0.00", redLetters: [{ number: "11111111", amount: "10.00" }] },
    });
  });

  test("tells of each row what could not be", async () => {
    const [rounded, over, twice] = [await wanted(), await wanted(), await wanted()];
    await settle({ id: over.id, result: "refused", reason: "x" });
    const { body } = await send(
      [
        "申请编号,发票号码,拒绝原因,红字发票号码",
        `${rounded.id},2.4952E+19,,`,
        `${over.id},${NUMBER},,`,
        `in_nobody,${NUMBER},,`,
        `${twice.id},,,12345678`,
        `${twice.id},${NUMBER},,`,
        "另有 3 行未导出：每个文件最多 1000 行",
      ].join("\n"),
    );
    expect(body).toEqual({
      done: 0,
      outcomes: [
        { id: rounded.id, outcome: "malformed" },
        { id: over.id, outcome: "not-possible" },
        { id: "in_nobody", outcome: "not-found" },
        { id: twice.id, outcome: "not-possible" },
        { id: twice.id, outcome: "malformed" },
      ],
    });
    expect((await invoice(twice.who, twice.first.id)).fapiao?.status).toBe("requested");
  });

  test("keeps numbers whole in a spreadsheet, and takes them back as it wrote them", async () => {
    const { refund, id, fapiao } = await issuedOver(1_000, 2_500);
    await refund(0);
    const letter = "24952000000000000011";
    const title = {
      ...TITLE,
      address: "x",
      phone: "05925550000",
      bank: "b",
      bankAccount: "4".repeat(19),
    };
    await bindings.DB.prepare("UPDATE fapiao_request SET title = ? WHERE id = ?")
      .bind(JSON.stringify(title), id)
      .run();
    const out = async () => {
      const text = await (await by.call("/api/console/fapiao.csv")).text();
      const [head = "", ...lines] = text.replace("\ufeff", "").trimEnd().split("\r\n");
      const cells = (lines.find((line) => line.startsWith(id)) ?? "").split(",");
      return { names: head.split(","), cells };
    };
    const filled = await out();
    filled.cells[filled.names.indexOf("红字发票号码")] = `'${letter}`;
    const file = [filled.names.join(","), filled.cells.join(",")].join("\r\n");
    for (let twice = 0; twice < 2; twice++) expect((await send(file)).body.done).toBe(1);
    expect((await fapiao())?.redLetters).toMatchObject([{ number: letter }]);
    const { names, cells } = await out();
    const cell = (name: string) => cells[names.indexOf(name)];
    expect(cell("已开红字发票")).toBe(`'${letter}`);
    expect(cell("发票号码")).toBe(`'${NUMBER}`);
    expect(cell("注册电话")).toBe("'05925550000");
    expect(cell("银行账号")).toBe(`'${"4".repeat(19)}`);
    expect(cell("金额")).toBe("35.00");
  });

  /** A request over 10.00 + 25.00 + 4.90, through a file that is out while money goes back. `E` exports, `I` imports, digits refund. */
  test.each([
    ["EI0", "issued 39.90 red 10.00"],
    ["E0I", "issued 39.90 red 10.00"],
    ["E0I1", "issued 39.90 red 35.00"],
    ["E0II", "issued 39.90 red 10.00"],
    ["0EI", "issued 29.90 red 0.00"],
    ["0E1I", "issued 29.90 red 25.00"],
    ["E01E2I", "issued 4.90 red 4.90"],
    ["E012", "refused 4.90 red 0.00"],
    ["E012I", "issued 39.90 red 39.90"],
    ["E012II", "issued 39.90 red 39.90"],
    ["E0T1I", "issued 39.90 red 35.00"],
    ["E01RI", "refused 4.90 red 0.00"],
  ])("while money goes back: %s", async (events, expected) => {
    const who = await customer();
    const orders: string[] = [];
    for (const amountMinor of [1_000, 2_500, 490])
      orders.push(await soldTo(who.id, { amountMinor }));
    const first = await issued(by, who.id);
    const id = (await wish(who, first.id)).body.fapiao?.id ?? "";
    let file = "";
    for (const event of events)
      if (event === "E") file = await exported(id);
      else if (event === "I") {
        const { body } = await send(file.replace("#", NUMBER));
        expect(body.done).toBe(events.includes("R") ? 0 : 1);
      } else if (event === "T") await settle({ id, result: "issuing" });
      else if (event === "R") await settle({ id, result: "refused", reason: "x" });
      else {
        await refunded(orders[Number(event)] ?? "", Date.now());
        await by.post(`/api/console/invoices/${first.id}/credit-notes`, {});
      }
    const { fapiao } = await invoice(who, first.id);
    expect(`${fapiao?.status} ${fapiao?.amount} red ${fapiao?.redAmount}`).toBe(expected);
    if (fapiao?.status === "issued") expect(fapiao).toMatchObject({ number: NUMBER, reason: "" });
    expect(fapiao?.redDue).toBe(fapiao?.redAmount);
  });

  /** The head and the request's own line, with `#` where its number is to be. */
  async function exported(id: string): Promise<string> {
    const out = await (await by.call("/api/console/fapiao.csv?state=requested")).text();
    const [head = "", ...lines] = out.replace("\ufeff", "").trimEnd().split("\r\n");
    const cells = (lines.find((line) => line.startsWith(id)) ?? "").split(",");
    cells[head.split(",").indexOf("发票号码")] = "#";
    return [head, cells.join(",")].join("\r\n");
  }

  test("must say the amount once money went back, and it must be one that was asked for", async () => {
    const who = await customer();
    const orders = [await soldTo(who.id, { amountMinor: 1_000 }), await soldTo(who.id)];
    const first = await issued(by, who.id);
    const id = (await wish(who, first.id)).body.fapiao?.id ?? "";
    await refunded(orders[0] ?? "", Date.now());
    await by.post(`/api/console/invoices/${first.id}/credit-notes`, {});
    const told = async (amount: string) =>
      (await send(`申请编号,金额,发票号码\n${id},${amount},${NUMBER}`)).body.outcomes[0]?.outcome;
    for (const amount of ["", "39.89", "49.91", "59.90", "0", "10.00"])
      expect(await told(amount)).toBe("amount-differs");
    expect(await told("49,90")).toBe("malformed");
    expect(await told("39.9")).toBe("done");
    expect(await told("49.90")).toBe("amount-differs");
    expect((await invoice(who, first.id)).fapiao).toMatchObject({
      ...{ status: "issued", amount: "39.90", redAmount: "0.00" },
    });
  });

  test("is read as spreadsheets in China save it", async () => {
    const { who, first, id } = await wanted();
    // 申请编号, 发票号码 in GB 18030.
    const head = [0xc9, 0xea, 0xc7, 0xeb, 0xb1, 0xe0, 0xba, 0xc5, 0x2c];
    head.push(0xb7, 0xa2, 0xc6, 0xb1, 0xba, 0xc5, 0xc2, 0xeb, 0x0a);
    const row = new TextEncoder().encode(`${id},${NUMBER}\n`);
    expect((await send(new Uint8Array([...head, ...row]))).body.done).toBe(1);
    expect((await invoice(who, first.id)).fapiao).toMatchObject({ number: NUMBER });
  });

  test.each([
    ["", "no row"],
    ["编号,发票号码\nin_1,12345678", "no column"],
    ["申请编号,发票号码\nin_1,\n", "no row"],
    [new Uint8Array([0xff, 0xff, 0x0a]), "neither"],
    [`申请编号,发票号码\n${"in_1,12345678\n".repeat(1_001)}`, "over 1000"],
  ])("that is none is refused whole: %#", async (body, why) => {
    const answer = await send(body);
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain(why);
  });

  test("of a thousand rows is taken in a few statements", async () => {
    const { id } = await wanted();
    const rows = Array.from({ length: 999 }, (_, at) => `in_${at},${NUMBER}`);
    const { body } = await send(["申请编号,发票号码", ...rows, `${id},${NUMBER}`].join("\n"));
    expect(body.outcomes).toHaveLength(1_000);
    expect(body.done).toBe(1);
    expect(
      await bindings.DB.prepare("SELECT state FROM fapiao_request WHERE id = ?")
        .bind(id)
        .first("state"),
    ).toBe("issued");
  });
});
