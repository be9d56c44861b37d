import type { FaultName } from "../faults.ts";
import { changeBetweenPages } from "./between-pages.ts";
import type { Account } from "./core/account.ts";
import { present } from "./core/expand.ts";
import type { FormMap } from "./core/form.ts";
import { type Answer, findAnswer, keepAnswer } from "./core/idempotency.ts";
import type { Operation } from "./core/operation.ts";
import { list, readParameters, text } from "./core/parameters.ts";
import { KIND_BY_PREFIX } from "./core/records.ts";
import { Refusal, resourceMissing } from "./core/refusal.ts";
import { giveUp, settle } from "./core/tasks.ts";
import type { StripeWorld } from "./stripe.ts";

export interface Request {
  id: string;
  id2: string;
  /** Null for what somebody does in the dashboard. */
  requestId: string | null;
  key: string | undefined;
  /** Query or body as it came: what an idempotency key is bound to. */
  text: string;
}

export interface PerformedAnswer extends Answer {
  headers: Record<string, string>;
}

/** One request that is allowed: switches, idempotency, reading, doing, telling. */
export function perform(
  world: StripeWorld,
  operation: Operation,
  request: Request,
  readForm: () => FormMap,
): PerformedAnswer {
  const { account } = world;
  world.runDue();
  refuseBySwitch(account, operation, request);
  const { key } = request;
  const fingerprint = `${operation.name} ${request.id} ${request.id2} ${request.text}`;
  if (key !== undefined) {
    const first = findAnswer(account, key, fingerprint);
    if (first) return { ...first, headers: { "Idempotent-Replayed": "true" } };
  }
  const { expand, ...form } = readForm();
  const paths = expand === undefined ? [] : list(text())(expand, "expand");
  const params = readParameters(form, operation.fields);
  account.request = { id: request.requestId, idempotency_key: key ?? null };
  try {
    const answer = act(account, operation, request, params, paths);
    if (key !== undefined) keepAnswer(account, key, fingerprint, answer);
    settle(account);
    return { ...answer, headers: {} };
  } catch (error) {
    if (!(error instanceof Refusal && error.keep)) {
      giveUp(account);
      throw error;
    }
    const body = JSON.stringify({ error: error.body }, null, 2);
    const answer = { status: error.status, body };
    if (key !== undefined) keepAnswer(account, key, fingerprint, answer);
    settle(account);
    return { ...answer, headers: {} };
  } finally {
    account.request = null;
    world.runDue();
  }
}

function act(
  account: Account,
  operation: Operation,
  { id, id2 }: Request,
  params: Record<string, unknown>,
  expand: string[],
): Answer {
  const occasion = { gateway: "stripe", outTradeNo: id, operation: operation.name } as const;
  const lagging = operation.method === "GET" ? laggingRead(account, id, occasion) : undefined;
  const result = lagging ?? operation.act({ account, params, id, id2 });
  const body = JSON.stringify(present(account, result, expand), null, 2);
  changeBetweenPages(account, operation.name, result);
  if (account.faults.take("error-500-after-acting", occasion)) {
    throw new Refusal(500, { type: "api_error", message: "An unknown error occurred." }, true);
  }
  return { status: 200, body };
}

const LAG_MS = 500;

/** What the object was before a change of the last moments. */
function laggingRead(
  account: Account,
  id: string,
  occasion: { gateway: "stripe"; outTradeNo: string; operation: string },
): object | undefined {
  const kind = KIND_BY_PREFIX[id.slice(0, id.lastIndexOf("_"))];
  const before = kind && account.store.before(kind, id);
  const fault = before && account.faults.take("stale-read", occasion);
  if (!fault || Date.now() - before.changedAt > (fault.delayMs ?? LAG_MS)) return undefined;
  if (before.record) return before.record;
  throw resourceMissing(kind, id);
}

/** The switches under which nothing is done at all. */
function refuseBySwitch(account: Account, operation: Operation, { id }: Request): void {
  const occasion = { gateway: "stripe", outTradeNo: id, operation: operation.name } as const;
  const takes = (name: FaultName) => account.faults.take(name, occasion);
  if (takes("error-500")) {
    throw new Refusal(500, { type: "api_error", message: "An unknown error occurred." });
  }
  if (takes("error-429")) {
    throw new Refusal(429, {
      type: "invalid_request_error",
      code: "rate_limit",
      message: "Request rate limit exceeded.",
    });
  }
  if (operation.method !== "GET" && takes("lock-timeout")) {
    throw new Refusal(409, {
      type: "invalid_request_error",
      code: "lock_timeout",
      message:
        "This object cannot be accessed right now because another API request or Stripe process is currently accessing it.",
    });
  }
}
