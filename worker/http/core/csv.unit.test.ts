import { describe, expect, test } from "vitest";
import { csvAnswer, csvOf, csvStream, exact, ROWS_LEFT_OUT } from "./csv.ts";

const textOf = async (value: string | number | null) =>
  new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(
    await csvAnswer("x.csv", ["a"], [{ a: value }]).arrayBuffer(),
  );

test.each([
  ["专业版", "专业版"],
  [12, "12"],
  [null, ""],
  ['say "hi"', '"say ""hi"""'],
  ["a,b", '"a,b"'],
  ["two\nlines", '"two\nlines"'],
  ["=1+1", "'=1+1"],
  ["@cmd", "'@cmd"],
  ["+1", "'+1"],
  ["-1+1", "'-1+1"],
  ["\t=1", "'\t=1"],
  ["\r=1", '"\'\r=1"'],
  ["\n=1", '"\'\n=1"'],
  ["\0=1", "'\0=1"],
  ["  =1", "'  =1"],
  ["\ufeff=1", "'\ufeff=1"],
  ["\u200b@cmd", "'\u200b@cmd"],
  ["\u3000＝1", "'\u3000＝1"],
  ["＝1+1", "'＝1+1"],
  ["＋1", "'＋1"],
  ["－1", "'－1"],
  ["＠cmd", "'＠cmd"],
  ["\ttext", "'\ttext"],
  ["1-1", "1-1"],
  ["a=b", "a=b"],
  [-5, "-5"],
])("%j is written %s", async (value, written) => {
  expect(await textOf(value)).toBe(`\ufeffa\r\n${written}\r\n`);
});

test("a file that holds all says that nothing is left out", () => {
  expect(csvAnswer("x.csv", ["a"], [{ a: 1 }]).headers.get(ROWS_LEFT_OUT)).toBe("0");
});

test("a file that was cut says so in its last line and in a header", async () => {
  const answer = csvAnswer("x.csv", ["a"], [{ a: 1 }], { rows: 1, text: "1 more row, not here" });
  expect(answer.headers.get(ROWS_LEFT_OUT)).toBe("1");
  expect(await answer.text()).toBe('a\r\n1\r\n"1 more row, not here"\r\n');
});

test.each([0, 1, 500, 501, 1_200])(
  "a file of %i rows is written whole, in order",
  async (count) => {
    const rows = Array.from({ length: count }, (_, at) => at);
    const file = { name: "x.csv", columns: ["a"] as const, rows, cells: (a: number) => ({ a }) };
    const whole = csvOf({ ...file, left: { rows: 0, text: "more" } });
    expect(whole.headers.get(ROWS_LEFT_OUT)).toBe("0");
    const lines = rows.map((a) => `${a}\r\n`).join("");
    expect(await whole.text()).toBe(`a\r\n${lines}`);
    const cut = csvOf({ ...file, left: { rows: 1, text: "more" } });
    expect(cut.headers.get(ROWS_LEFT_OUT)).toBe("1");
    expect(await cut.text()).toBe(`a\r\n${lines}more\r\n`);
  },
);

test.each([
  ["123456789012", "'123456789012"],
  ["12345678901", "12345678901"],
  ["007", "'007"],
  ["0", "0"],
  ["0.50", "0.50"],
  ["39.90", "39.90"],
  ["1E5", "'1E5"],
  ["12345678e30", "'12345678e30"],
  ["1.5e-7", "'1.5e-7"],
  [".5E+3", "'.5E+3"],
  ["e5", "e5"],
  ["1e", "1e"],
  ["1e5f", "1e5f"],
  ["EC20261120", "EC20261120"],
])("%s is kept exact as %s", (text, written) => {
  expect(exact(text)).toBe(written);
});

describe("a file that is read while it is sent", () => {
  const limits = { most: 3, end: "there are more" };
  async function* parts(...sizes: number[]) {
    let a = 0;
    for (const size of sizes) yield Array.from({ length: size }, () => ({ a: ++a }));
  }
  const sent = async (...sizes: number[]) =>
    (await csvStream("x.csv", ["a"], parts(...sizes), limits)).text();

  test.each([
    [[], "a\r\n"],
    [[2], "a\r\n1\r\n2\r\n"],
    [[2, 1], "a\r\n1\r\n2\r\n3\r\n"],
    [[2, 2], "a\r\n1\r\n2\r\n3\r\nthere are more\r\n"],
    [[3, 1, 1], "a\r\n1\r\n2\r\n3\r\nthere are more\r\n"],
  ])("of parts of %j rows", async (sizes, text) => {
    expect(await sent(...sizes)).toBe(text);
  });

  test("reads no further than it holds", async () => {
    let read = 0;
    async function* endless() {
      for (;;) yield [{ a: ++read }];
    }
    await (await csvStream("x.csv", ["a"], endless(), limits)).text();
    expect(read).toBe(4);
  });

  test("is no half file when its first part cannot be read", async () => {
    async function* failing(): AsyncGenerator<{ a: number }[]> {
      yield await Promise.reject(new Error("R2 is away"));
    }
    await expect(csvStream("x.csv", ["a"], failing(), limits)).rejects.toThrow("R2 is away");
  });
});
