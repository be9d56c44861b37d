import type { Document } from "../../http/core/openapi/document.ts";
import type { Shape } from "../../http/core/openapi/shapes.ts";
import type { Random } from "./random.ts";

/**
 * Values that exist in this shop, by the name of the field or parameter that takes them. What goes by that name in one place
 * alone has the place before it: `invoices/id` in paths, `FapiaoResults.id` in bodies; whole bodies that are no JSON go by their type.
 */
export type Known = Record<string, readonly unknown[]>;

/** What nobody means to send. */
const ODD_TEXTS = [
  "",
  " ",
  "0",
  "-1",
  "null",
  "undefined",
  "true",
  "NaN",
  "1e309",
  "0x10",
  "１２",
  "../../etc/passwd",
  "' OR 1=1 --",
  '"; DROP TABLE orders; --',
  "<script>alert(1)</script>",
  "%00",
  "a\u0000b",
  "\ud800",
  "\u202etxt",
  "💰".repeat(40),
  "权益".repeat(200),
  "x".repeat(300),
  "x".repeat(5_000),
  "2026-02-30T00:00:00Z",
  "2026-11-20T25:00:00.000Z",
  "+275760-09-14T00:00:00.000Z",
  "0000-01-01T00:00:00.000Z",
  "EC20260101ZZZZZZZZZZ",
  "ec20260101zzzzzzzzzz",
  "__proto__",
  "constructor",
  "toString",
  "{}",
  "[object Object]",
];

const ODD_NUMBERS = [
  0,
  -0,
  -1,
  0.5,
  1.0000000001,
  3,
  99,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  1e21,
  1e308,
  -1e308,
  5e-324,
];

const ODD_VALUES = [null, true, false, [], {}, [[]], { a: { b: { c: 1 } } }, [null, 1, "x"]];

export const oddText = (random: Random): string => random.pick(ODD_TEXTS);

export function odd(random: Random): unknown {
  if (random.chance(40)) return oddText(random);
  return random.chance(50) ? random.pick(ODD_NUMBERS) : random.pick(ODD_VALUES);
}

/** A value that the schema allows, one that exists where one is known. */
export function fitting(
  document: Document,
  shape: Shape,
  known: Known,
  random: Random,
  name = "",
  /** The component that the shape is a part of. */
  within = "",
): unknown {
  const own = known[`${within}.${name}`];
  if (own && random.chance(90)) return random.pick(own);
  const component = shape.$ref?.split("/").pop() ?? "";
  const target = document.components.schemas[component];
  if (target) return fitting(document, target, known, random, name, component);
  const values = shape.format ? [] : (known[name] ?? []);
  const allowed = values.filter((value) => !shape.enum || shape.enum.includes(value as string));
  if (allowed.length > 0 && random.chance(90)) return random.pick(allowed);
  if (shape.enum) return random.pick(shape.enum);
  if (shape.const !== undefined) return shape.const;
  const ways = shape.anyOf ?? shape.oneOf;
  if (ways) return fitting(document, random.pick(ways), known, random, name, within);
  switch (shape.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(shape.properties ?? {})
          .filter(([key]) => shape.required?.includes(key) || random.chance(50))
          .map(([key, part]) => [key, fitting(document, part, known, random, key, within)]),
      );
    case "array":
      return Array.from({ length: Math.max(shape.minItems ?? 0, random.int(3)) }, () =>
        fitting(document, shape.items ?? {}, known, random, "", within),
      );
    case "integer":
    case "number":
      return number(shape, random);
    case "boolean":
      return random.chance(50);
    default:
      return text(shape, random);
  }
}

function number({ minimum = -5, maximum = 1_000 }: Shape, random: Random): number {
  if (random.chance(20)) return random.pick([minimum, maximum]);
  return minimum + random.int(Math.min(maximum - minimum, 100) + 1);
}

function text({ pattern, format, minLength = 0, maxLength = 40 }: Shape, random: Random): string {
  if (format === "date-time") return new Date(1_700_000_000_000 + random.int(1e9)).toISOString();
  if (format === "date")
    return new Date(1_700_000_000_000 + random.int(1e9)).toISOString().slice(0, 10);
  // The patterns of the document are those of amounts and whole numbers.
  if (pattern) return random.pick(["1", "2", "39.90", "0", "12"]);
  const length = random.chance(20) ? maxLength : minLength + random.int(12);
  return random.pick(["a", "语", "é", "7"]).repeat(Math.min(length, maxLength));
}

/** A body with something wrong in it. Most are still objects; `__proto__` is written as its text, as a caller could. */
export function broken(fit: unknown, random: Random): string {
  if (random.chance(20)) return JSON.stringify(odd(random)) ?? "";
  const body: Record<string, unknown> = { ...(fit as object) };
  for (let times = 1 + random.int(2); times > 0; times--) {
    const name = random.pick([...Object.keys(body), "surplus"]);
    if (random.chance(30)) delete body[name];
    else if (random.chance(20))
      body[random.pick(["id", "__extra", "role", "amount"])] = odd(random);
    else body[name] = odd(random);
  }
  const json = JSON.stringify(body);
  return random.chance(10) ? json.replace("{", '{"__proto__":{"operator":true},') : json;
}

/** Bytes that are no JSON. */
export const rubbish = (random: Random): string | Uint8Array<ArrayBuffer> =>
  random.pick<string | Uint8Array<ArrayBuffer>>([
    "",
    "{",
    '{"id":',
    "{'id':1}",
    "\ufeff{}",
    "nul",
    "id=1&payType=1",
    '{"a":1}{"b":2}',
    "[".repeat(20_000),
    "<xml/>",
    new Uint8Array([0xff, 0xfe, 0x00, 0x80, 0xc0]),
    new Uint8Array(64),
  ]);
