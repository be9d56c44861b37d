import { get, post } from "./customers.ts";
import type { Call } from "./load.ts";

/**
 * What a row is compared with, in the same workerd and the same rounds: an empty answer, a constant as long as the centre's,
 * a call of an object that writes nothing, one that writes a row, and one that writes it into an object made for it. The HTTP in front is the same: a POST of JSON through Hono.
 */
export const REFERENCES = ["empty", "constant", "call", "row", "fresh"] as const;

export type Reference = (typeof REFERENCES)[number];

const BODY = { asset: "power", amount: 1, reference: "bench" };

/** The calls of one reference, spread over as many objects as the row that is compared with it. */
export function referenceCalls(reference: Reference, objects: number): Call[] {
  if (reference === "empty") return [get("/", {})];
  if (reference === "constant") return [get("/constant", {})];
  return Array.from({ length: objects }, (_, at) => post(`/${reference}/bench-${at}`, {}, BODY));
}
