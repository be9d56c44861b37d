import type { Context } from "hono";
import type * as v from "valibot";
import { accountObject } from "../../../../actions/objects.ts";
import { faultText } from "../../../../domain/fault.ts";
import type { Balance } from "../../../../domain/ledger/assets.ts";
import type { LedgerRefusal } from "../../../../domain/ledger/operations.ts";
import type { Result } from "../../../../domain/result.ts";
import { mayAdjust } from "../../../../store/operator-adjustments.ts";
import type { WithOperator } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { creditSystemOf } from "../../../core/credits/system.ts";
import { refuse, refuseInsufficient } from "../../../core/problem.ts";
import type { Adjust, Adjusted } from "./schemas.ts";

type Asked = v.InferOutput<typeof Adjust>;

/** 100 characters and our prefix stay within what the ledger takes. */
const KEY_SHAPE = /^[\x21-\x7e]{1,100}$/;

const DAY_SECONDS = 86_400;

/** What the customer sees of it. */
const SEEN = { name: "客服调整", name_en: "Adjusted by support", name_jp: "サポートによる調整" };
const REFERENCE = "support";

/**
 * Counted against the operator's day first, then done under the caller's key: a repeat after a lost answer counts once and
 * moves nothing more.
 */
export async function adjust(
  c: Context<WithOperator>,
  customerId: string,
  asked: Asked,
): Promise<Response> {
  const given = c.req.header("idempotency-key") ?? "";
  if (!KEY_SHAPE.test(given))
    return refuse(c, "INVALID_REQUEST", [
      {
        field: "Idempotency-Key",
        message: "a header of 1 to 100 printable ASCII characters is needed",
      },
    ]);
  const { asset, amount, reason } = asked;
  c.set("audit", { why: reason, after: { asset, amount } });
  const key = `console:${given}`;
  const { id: operator, role } = c.get("customer");
  const units = Math.abs(amount);
  try {
    const counted = { operator, role, customerId, key, units, nowMs: Date.now() };
    const may = await mayAdjust(c.env.DB, counted);
    if (may === "otherwise") return refuse(c, "IDEMPOTENCY_KEY_REUSED");
    if (may === "too-many") {
      c.header("retry-after", String(DAY_SECONDS));
      return refuse(c, "ADJUSTMENT_LIMIT");
    }
  } catch (error) {
    console.error("an operator's adjustments cannot be counted", { error: faultText(error) });
    return refuse(c, "UNAVAILABLE");
  }
  const done = await move(c, customerId, { ...asked, key });
  if (!done.ok) return refused(c, done.error);
  const balance = { available: done.value.available, held: done.value.held };
  c.set("audit", { why: reason, after: { asset, amount, balance } });
  const body: Adjusted = { customerId, asset, amount, balance };
  return c.json(body, 200, NO_STORE);
}

type Refusal = LedgerRefusal | { reason: "not-grantable"; detail: string };

async function move(
  c: Context<WithOperator>,
  customerId: string,
  { asset, amount, key }: Asked & { key: string },
): Promise<Result<Balance, Refusal>> {
  const account = accountObject(c.env, customerId);
  if (amount > 0)
    return account.give({
      ...{ key, asset, amount, reference: REFERENCE },
      ...{ source: "operator", expiresAtMs: null, detail: SEEN },
    });
  const rules = asset === "credits" ? (await creditSystemOf(c)).rules : undefined;
  return account.deduct({ key, reference: REFERENCE, asset, amount: -amount }, rules);
}

function refused(c: Context<WithOperator>, refusal: Refusal): Response {
  switch (refusal.reason) {
    case "insufficient":
      return refuseInsufficient(c, refusal.available);
    case "not-grantable":
      return refuse(c, "INVALID_REQUEST", [{ field: "amount", message: refusal.detail }]);
    default:
      return refuse(c, "IDEMPOTENCY_KEY_REUSED");
  }
}
