import { err, ok, type Result } from "../../domain/result.ts";

interface Envelope {
  /** The node's exact characters: what the signature covers (Alipay Open Platform: verifying answers). */
  node: string;
  /** Null when the answer is not signed. */
  sign: string | null;
}

const FAULT_NODE = "error_response";

/** `alipay.trade.query` -> `alipay_trade_query_response`. */
export const responseNode = (method: string): string => `${method.replaceAll(".", "_")}_response`;

/**
 * Finds the answer's node without parsing and re-writing it: the gateway writes `/` as `\/`, and only the characters
 * as received carry the signature. The error says what is wrong with the envelope.
 */
export function readEnvelope(body: string, method: string): Result<Envelope, string> {
  const members = scanMembers(body);
  if (!members) return err("answer is not one JSON object with distinct members");

  const own = members.get(responseNode(method));
  const fault = members.get(FAULT_NODE);
  if (own !== undefined && fault !== undefined) return err("answer has two nodes");
  const node = own ?? fault;
  if (node === undefined) return err("answer lacks its node");
  return ok({ node, sign: stringOf(members.get("sign")) });
}

/** The root's members as raw text; null when the text is not an object or repeats a member. */
function scanMembers(text: string): Map<string, string> | null {
  const members = new Map<string, string>();
  let at = skipBlanks(text, 0);
  if (text[at] !== "{") return null;

  for (;;) {
    const name = scanValue(text, skipBlanks(text, at + 1));
    const key = name && stringOf(name.raw);
    const colon = name ? skipBlanks(text, name.end) : -1;
    if (!name || key === null || text[colon] !== ":" || members.has(key)) return null;

    const value = scanValue(text, skipBlanks(text, colon + 1));
    if (!value) return null;
    members.set(key, value.raw);

    at = skipBlanks(text, value.end);
    if (text[at] === "}") return skipBlanks(text, at + 1) === text.length ? members : null;
    if (text[at] !== ",") return null;
  }
}

/** One value from `start` to its end: brackets are counted outside strings only. */
function scanValue(text: string, start: number): { raw: string; end: number } | null {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const char = text[at] ?? "";
    if (char === '"') {
      const end = endOfString(text, at);
      if (end === null) return null;
      at = end;
    } else {
      if (depth === 0 && at > start && /[,}\]\s:]/.test(char)) return slice(text, start, at);
      if (char === "{" || char === "[") depth++;
      if (char === "}" || char === "]") depth--;
      if (depth < 0) return null;
      at++;
    }
    const isWhole = depth === 0 && /["}\]]/.test(text[at - 1] ?? "");
    if (isWhole) return slice(text, start, at);
  }
  return null;
}

/** The index after the closing quote, escapes respected; null when it never closes. */
function endOfString(text: string, open: number): number | null {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  return null;
}

function stringOf(raw: string | undefined): string | null {
  if (!raw?.startsWith('"')) return null;
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && " \t\r\n".includes(text[at] ?? "")) at++;
  return at;
}

const slice = (text: string, start: number, end: number) => ({
  raw: text.slice(start, end),
  end,
});
