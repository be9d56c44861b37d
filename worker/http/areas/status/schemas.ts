import * as v from "valibot";
import { instant } from "../../core/schemas.ts";

const Health = v.object({
  ok: v.boolean(),
  /** What to mend. Names a variable, never shows its content. */
  detail: v.optional(v.string()),
});

const Finding = v.object({
  check: v.string(),
  ok: v.boolean(),
  /** The variable to mend; null when all is well, or when it is the machine's clock. */
  setting: v.nullable(v.string()),
  detail: v.string(),
  /** How to mend it; null when all is well. */
  how: v.nullable(v.string()),
});

export const Status = v.object({
  status: v.picklist(["ok", "degraded"]),
  time: instant,
  dependencies: v.record(v.string(), Health),
  flags: v.record(
    v.string(),
    v.object({ value: v.boolean(), source: v.picklist(["kv", "default", "malformed"]) }),
  ),
  settings: v.record(
    v.string(),
    v.object({
      value: v.union([v.string(), v.number()]),
      source: v.picklist(["kv", "default", "malformed"]),
    }),
  ),
  /** Texts of the operator's that readers of some language do not see; nothing is out of order. */
  texts: v.optional(v.array(v.object({ key: v.string(), how: v.string() }))),
  /** For an operator only: what a self-test of each gateway's configuration found, with one probe of it. */
  gateways: v.optional(v.record(v.string(), v.array(Finding))),
});

export type Health = v.InferOutput<typeof Health>;
