import type { Document } from "../../http/core/openapi/document.ts";
import { parametersOf } from "../../http/core/openapi/page-operation.ts";
import type { Operation, Parameter } from "../../http/core/openapi/types.ts";
import { callerFor } from "./callers.ts";
import type { Random } from "./random.ts";
import type { Shop } from "./shop.ts";
import { broken, fitting, odd, oddText, rubbish } from "./values.ts";

export interface Call {
  method: string;
  path: string;
  /** A name in Shop.callers. */
  caller: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/** Just past the most that is taken. */
const TOO_LARGE = 64 * 1024 + 1;

/** One call of an operation: mostly as a caller means it, often with something wrong. */
export function draw(
  document: Document,
  shop: Shop,
  { path, method, operation }: { path: string; method: string; operation: Operation },
  random: Random,
): Call {
  const wanted = random.chance(4) ? random.pick(METHODS) : method.toUpperCase();
  const parameters = parametersOf(document, operation);
  const at = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const { headers, body } = bodyOf(document, shop, operation, random);
  const carries = !["GET", "HEAD"].includes(wanted);
  return {
    method: wanted,
    path: pathOf(path, shop, random) + queryOf(document, shop, at("query"), random),
    caller: callerFor(operation, shop.callers, random),
    headers: asMethod(wanted, { ...headersOf(at("header"), random), ...headers }),
    ...(carries && body !== undefined ? { body } : {}),
  };
}

/** A part of a path that is none: a lone surrogate cannot be written, and dots would be another path. */
const inPath = (text: string): string => {
  const written = encodeURIComponent(text.toWellFormed());
  return ["", ".", ".."].includes(written) ? "%20" : written;
};

const pathOf = (path: string, shop: Shop, random: Random): string =>
  path.replaceAll(/([\w-]+)\/\{(\w+)\}/g, (_, noun: string, name: string) => {
    const known = shop.inPaths[`${noun}/${name}`] ?? shop.inPaths[name] ?? ["1"];
    return `${noun}/${partOf(known, random)}`;
  });

function partOf(known: readonly unknown[], random: Random): string {
  if (random.chance(4)) return random.pick(["%zz", "%E0%A4%A", "%", "a%2Fb", "%C0%AF", "a;b=c"]);
  if (random.chance(15)) return inPath(oddText(random));
  return inPath(String(random.pick(known)));
}

function queryOf(document: Document, shop: Shop, asked: Parameter[], random: Random): string {
  const query = new URLSearchParams();
  for (const { name, schema, required } of asked) {
    if (!random.chance(required ? 92 : 35)) continue;
    const value = random.chance(80)
      ? fitting(document, schema, shop.inBodies, random, name)
      : oddText(random);
    query.append(name, String(value).toWellFormed());
    if (random.chance(4)) query.append(name, oddText(random).toWellFormed());
  }
  if (random.chance(10)) query.append(random.pick(["__proto__", "x", "fresh"]), oddText(random));
  if (random.chance(3)) return `?${random.pick(["&&=&", "%zz=%zz", "page[]=1", "a=b=c", "?"])}`;
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** workerd makes a GET of whatever asks for a WebSocket before a Worker sees it, so others ask for something else. */
const UPGRADES = ["websocket", "WebSocket", "h2c"];
const asMethod = (method: string, { upgrade = "", ...headers }: Record<string, string>) =>
  upgrade === "" || (method !== "GET" && upgrade.toLowerCase() === "websocket")
    ? headers
    : { upgrade, ...headers };

/** Header values are bytes: what cannot be one is not sent. */
const isHeader = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

function headersOf(asked: Parameter[], random: Random): Record<string, string> {
  const headers: Record<string, string> = {
    "cf-connecting-ip": `203.0.113.${random.int(200)}`,
  };
  for (const { name, required, example } of asked) {
    if (!random.chance(required ? 92 : 60)) continue;
    const strange = random.chance(20) ? oddText(random) : undefined;
    const fresh = /key/i.test(name) ? `call-${random.int(120)}` : String(example);
    headers[name.toLowerCase()] = strange !== undefined && isHeader(strange) ? strange : fresh;
  }
  if (random.chance(35)) headers.accept = random.pick(["text/html", "text/html", "*/*", "x", ""]);
  if (random.chance(10)) headers["accept-language"] = random.pick(["ja", "en", "xx;q=2", ",,,"]);
  if (random.chance(3)) headers.upgrade = random.pick(UPGRADES);
  if (random.chance(3)) headers["if-none-match"] = "*";
  return headers;
}

const JSON_TYPE = "application/json";

function bodyOf(
  document: Document,
  shop: Shop,
  operation: Operation,
  random: Random,
): Pick<Call, "headers" | "body"> {
  const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const notice = noticeFor(operation, shop, random);
  if (notice) return notice;
  if (!type || !content) {
    if (!random.chance(10)) return { headers: {} };
    return { headers: { "content-type": JSON_TYPE }, body: JSON.stringify(odd(random)) ?? "" };
  }
  const sent = random.chance(7)
    ? random.pick([
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "json",
        JSON_TYPE.toUpperCase(),
      ])
    : random.chance(10)
      ? `${type}; charset=utf-8`
      : type;
  const headers = { "content-type": sent };
  if (random.chance(2)) return { headers, body: "x".repeat(TOO_LARGE) };
  if (random.chance(6)) return { headers, body: rubbish(random) };
  if (random.chance(3)) return { headers: {} };
  const files = shop.inBodies[type];
  if (files && random.chance(75)) return { headers, body: String(random.pick(files)) };
  const fit = fitting(document, content.schema, shop.inBodies, random);
  if (type !== JSON_TYPE) return { headers, body: String(fit) };
  return { headers, body: random.chance(35) ? broken(fit, random) : JSON.stringify(fit) };
}

/** A gateway's genuine words, sometimes with a letter changed: only the first may move an order. */
function noticeFor({ operationId }: Operation, shop: Shop, random: Random) {
  const name = /^postPayNotify(Wechat|Alipay|Stripe)$/.exec(operationId)?.[1]?.toLowerCase();
  if (!name || random.chance(25)) return undefined;
  const mail = shop.mails[name as keyof Shop["mails"]];
  const headers = Object.fromEntries(
    Object.entries(mail.headers).filter(([key]) => !["host", "content-length"].includes(key)),
  );
  if (random.chance(25)) return { headers, body: mail.body };
  if (random.chance(30)) {
    const key = random.pick(Object.keys(headers));
    headers[key] = random.pick(["", "0", "x", "-1", "99999999999999999999"]);
    return { headers, body: mail.body };
  }
  const place = random.int(mail.body.length);
  const letter = random.pick(["", "0", "é", "&", '"', "}", "=", "%"]);
  return { headers, body: mail.body.slice(0, place) + letter + mail.body.slice(place + 1) };
}
