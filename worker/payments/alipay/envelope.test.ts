import fc from "fast-check";
import { expect, test } from "vitest";
import { parseObject } from "../json.ts";
import { verifyText } from "../keys.ts";
import { alipayAnswer } from "../testing/vectors.ts";
import { readEnvelope, responseNode } from "./envelope.ts";

const METHOD = "alipay.trade.query";
const NODE = responseNode(METHOD);
const read = (body: string) => readEnvelope(body, METHOD);

test("the published answer verifies over its node as received", async () => {
  const envelope = readEnvelope(alipayAnswer.body, alipayAnswer.method);
  if (!envelope.ok) throw new Error(envelope.error);
  const { node, sign } = envelope.value;
  expect(await verifyText(alipayAnswer.publicKey, node, sign ?? "")).toBe(true);
  expect(await verifyText(alipayAnswer.publicKey, `${node} `, sign ?? "")).toBe(false);
});

test.each([
  ["plain", `{"${NODE}":{"code":"10000"},"sign":"S"}`, '{"code":"10000"}'],
  ["sign first", `{"sign":"S","${NODE}":{"a":"1"}}`, '{"a":"1"}'],
  [
    "escaped slashes",
    String.raw`{"${NODE}":{"u":"https:\/\/a"},"sign":"S"}`,
    String.raw`{"u":"https:\/\/a"}`,
  ],
  ["braces in strings", `{"${NODE}":{"m":"}{][\\"},"},"sign":"S"}`, '{"m":"}{][\\"},"}'],
  [
    "a string with a sign in it",
    String.raw`{"${NODE}":{"m":"\",\"sign\":\"X"},"sign":"S"}`,
    String.raw`{"m":"\",\"sign\":\"X"}`,
  ],
  ["a sign inside the node", `{"${NODE}":{"sign":"X"},"sign":"S"}`, '{"sign":"X"}'],
  ["a closing backslash", String.raw`{"${NODE}":{"m":"\\"},"sign":"S"}`, String.raw`{"m":"\\"}`],
  [
    "blanks everywhere",
    ` {\n"${NODE}"\t:\r\n { "a" : [ 1 , {} ] } , "sign" : "S" } `,
    '{ "a" : [ 1 , {} ] }',
  ],
  ["a certificate serial between", `{"${NODE}":{},"alipay_cert_sn":"ff","sign":"S"}`, "{}"],
  ["other kinds of member", `{"n":-1.5e3,"t":true,"z":null,"${NODE}":{},"sign":"S"}`, "{}"],
  ["a fault of the gateway", `{"error_response":{"code":"40002"},"sign":"S"}`, '{"code":"40002"}'],
  ["a name written with escapes", `{"${NODE}":{},"s\\u0069gn":"S"}`, "{}"],
])("finds the node: %s", (_, body, node) => {
  expect(read(body)).toEqual({ ok: true, value: { node, sign: "S" } });
});

test.each([
  ["absent", `{"${NODE}":{}}`],
  ["null", `{"${NODE}":{},"sign":null}`],
  ["a number", `{"${NODE}":{},"sign":1}`],
])("an answer is unsigned when its sign is %s", (_, body) => {
  expect(read(body)).toEqual({ ok: true, value: { node: "{}", sign: null } });
});

test.each([
  ["nothing", ""],
  ["a page", "<html></html>"],
  ["an array", `[{"${NODE}":{}}]`],
  ["an empty object", "{}"],
  ["another method's node", '{"alipay_trade_close_response":{},"sign":"S"}'],
  ["two nodes", `{"${NODE}":{"code":"10000"},"${NODE}":{"code":"1"},"sign":"S"}`],
  [
    "two nodes, one in disguise",
    `{"${NODE}":{},"alipay\\u005ftrade_query_response":{},"sign":"S"}`,
  ],
  ["two signs", `{"${NODE}":{},"sign":"S","sign":"T"}`],
  ["a node and a fault", `{"${NODE}":{},"error_response":{},"sign":"S"}`],
  ["text after it", `{"${NODE}":{},"sign":"S"}x`],
  ["a second object", `{"${NODE}":{},"sign":"S"}{}`],
  ["an end too early", `{"${NODE}":{"a":"1"`],
  ["a string that never closes", `{"${NODE}":{"a":"1}`],
  ["a missing comma", `{"${NODE}":{}"sign":"S"}`],
  ["a missing colon", `{"${NODE}"{},"sign":"S"}`],
  ["a trailing comma", `{"${NODE}":{},}`],
  ["a bare name", `{${NODE}:{},"sign":"S"}`],
  ["a bracket too many", `{"${NODE}":{}},"sign":"S"}`],
])("refuses %s", (_, body) => {
  expect(read(body).ok).toBe(false);
});

test("cuts any JSON exactly, whatever strings it holds", () => {
  const pretty = fc.constantFrom(undefined, 1, "\t");
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.boolean(),
      pretty,
      (value, first, indent) => {
        const node = JSON.stringify(value, null, indent).replaceAll("/", "\\/");
        const sign = `"sign": "abc+/="`;
        const body = first ? `{${sign}, "${NODE}": ${node}}` : `{"${NODE}":${node},${sign}}`;
        expect(read(body)).toEqual({ ok: true, value: { node, sign: "abc+/=" } });
      },
    ),
  );
});

test("never reads a damaged answer otherwise than JSON does", () => {
  const genuine = `{"${NODE}":{"code":"10000","m":"a\\"},{","l":[1,{"sign":"x"}]},"sign":"S"}`;
  const at = fc.nat(genuine.length - 1);
  const put = fc.constantFrom("", ...'{}[]",:\\ a1');
  fc.assert(
    fc.property(fc.array(fc.tuple(at, put), { minLength: 1, maxLength: 3 }), (damages) => {
      const body = damages.reduce(
        (text, [i, char]) => text.slice(0, i) + char + text.slice(i + 1),
        genuine,
      );
      const envelope = read(body);
      const whole = parseObject(body);
      const node = envelope.ok ? parseObject(envelope.value.node) : null;
      if (node && whole) expect(node).toEqual(whole[NODE]);
    }),
    { numRuns: 2000 },
  );
});
