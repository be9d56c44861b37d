import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { faultText } from "../../../domain/fault.ts";
import { hasRight, type Right, type Role, roleOf } from "../../../domain/operator/rights.ts";
import { type AuditDetail, beginAudit, type Deed, endAudit } from "../../../store/audit.ts";
import { writtenRole } from "../../../store/operators.ts";
import type { AppEnv } from "../app-env.ts";
import type { FailureCode } from "../errors.ts";
import { refuse } from "../problem.ts";
import type { Identity } from "./identity.ts";

/** Somebody who acts in the console. */
export interface Operator extends Identity {
  role: Role;
}

export type WithOperator = AppEnv & {
  Variables: {
    customer: Operator;
    /** What the handler tells of its act: why, and the state before and after. */
    audit: AuditDetail;
  };
};

/** Lets operators look whose role has the right. */
export const viewing = (right: Right = "read") =>
  createMiddleware<WithOperator>(async (c, next) => {
    const found = await operatorOf(c);
    if (typeof found === "string") return refuse(c, found);
    if (!hasRight(found.role, right)) return forbid(c, found, `${right}.view`, null);
    c.set("customer", found);
    await next();
  });

/**
 * Lets operators act whose role has the right, and writes down what became of it: before anything is done, so that without
 * the record there is no act, and again when it is over. `on` says what the act is done to: a part of the path, or what is made of it.
 */
export const acting = (
  act: string,
  right: Right,
  on?: string | ((c: Context<WithOperator>) => string),
) =>
  createMiddleware<WithOperator>(async (c, next) => {
    const found = await operatorOf(c);
    if (typeof found === "string") return refuse(c, found);
    const object = typeof on === "function" ? on(c) : on ? (c.req.param(on) ?? null) : null;
    if (!hasRight(found.role, right)) return forbid(c, found, act, object);
    const deed = deedOf(c, found, act, object);
    const id = await recorded(() => beginAudit(c.env.DB, deed));
    if (id === null) return refuse(c, "UNAVAILABLE");
    c.set("customer", found);
    c.set("audit", {});
    await next();
    const { status } = c.res;
    const outcome = status < 400 ? "done" : status < 500 ? "refused" : "failed";
    const ended = { ...c.get("audit"), outcome, code: c.get("refusal") ?? null } as const;
    await recorded(() => endAudit(c.env.DB, id, ended));
  });

/** The operator, or why there is none. */
async function operatorOf(c: Context<WithOperator>): Promise<Operator | FailureCode> {
  const identity = c.get("identity");
  if (!identity) return "UNAUTHENTICATED";
  // A frame of a host's is its customer's, whatever else that customer may be.
  if (c.get("portal")) return "FORBIDDEN";
  if (c.get("sessionUnchecked")) return "UNAVAILABLE";
  let role: Role | null;
  try {
    role = roleOf({
      isNamed: identity.named,
      written: identity.named ? null : await writtenRole(c.env.DB, identity.id),
      claimsOperator: identity.operator,
    });
  } catch (error) {
    console.error("an operator's role cannot be looked up", { error: faultText(error) });
    return "UNAVAILABLE";
  }
  if (role !== null) return { ...identity, role };
  // Whoever may be an operator still is sent to sign in again, which the provider mostly does without a question.
  return identity.roleIsOld ? "UNAUTHENTICATED" : "FORBIDDEN";
}

async function forbid(
  c: Context<WithOperator>,
  by: Operator,
  act: string,
  object: string | null,
): Promise<Response> {
  const deed = deedOf(c, by, act, object);
  await recorded(() => beginAudit(c.env.DB, deed, "forbidden"));
  return refuse(c, "ROLE_NOT_ENOUGH");
}

const deedOf = (
  c: Context<WithOperator>,
  { id, role }: Operator,
  act: string,
  object: string | null,
): Deed => ({ operator: id, role, act, object, address: addressOf(c), atMs: Date.now() });

/** Cloudflare sets it, whatever a caller sent. Where there is no Cloudflare in front, nothing but an address is kept. */
function addressOf(c: Context<WithOperator>): string | null {
  const address = c.req.header("cf-connecting-ip") ?? "";
  return /^[\da-f.:]{2,45}$/i.test(address) ? address.toLowerCase() : null;
}

async function recorded<T>(write: () => Promise<T>): Promise<T | null> {
  try {
    return await write();
  } catch (error) {
    console.error("the audit cannot be written", { error: faultText(error) });
    return null;
  }
}
