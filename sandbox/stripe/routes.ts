import { type Context, Hono } from "hono";
import { deliverAnswer } from "../answering.ts";
import { randomText } from "../signing.ts";
import type { SandboxEnv, World } from "../world.ts";
import { API_VERSION } from "./core/account.ts";
import { parseForm } from "./core/form.ts";
import type { Answer } from "./core/idempotency.ts";
import type { Operation } from "./core/operation.ts";
import { Refusal } from "./core/refusal.ts";
import { OPERATIONS } from "./operations.ts";
import { type PerformedAnswer, perform, type Request } from "./perform.ts";

/** Stripe's API at the root of the port. Whatever else lies under /v1 is unknown to it. */
export function stripeRoutes(world: World): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>();
  for (const operation of OPERATIONS) {
    routes.on(operation.method, operation.path, (context) => serve(world, context, operation));
  }
  return routes.all("/v1/*", (context) => {
    const { method, path } = context.req;
    const body = {
      type: "invalid_request_error" as const,
      message: `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    };
    return context.json({ error: body }, 404, { "Request-Id": `req_${randomText(14)}` });
  });
}

async function serve(
  world: World,
  context: Context<SandboxEnv>,
  operation: Operation,
): Promise<Response> {
  const { account } = world.stripe;
  const text =
    operation.method === "POST"
      ? await context.req.text()
      : new URL(context.req.url).search.slice(1);
  const id = context.req.param("id") ?? "";
  const occasion = { gateway: "stripe", outTradeNo: id, operation: operation.name } as const;
  const requestId = `req_${randomText(14)}`;
  const request: Request = {
    id,
    id2: context.req.param("id2") ?? "",
    requestId,
    key: operation.method === "POST" ? context.req.header("idempotency-key") : undefined,
    text,
  };
  const { key } = request;
  const answer = answerOrRefuse(() => {
    authorize(world, context);
    return perform(world.stripe, operation, request, () => parseForm(text));
  });
  world.journal.record({
    gateway: "stripe",
    operation: operation.name,
    number: id || null,
    outcome: outcomeOf(answer),
  });
  // A key is in use until its answer has left.
  const holds = key !== undefined && !account.inFlight.has(key);
  if (holds) account.inFlight.add(key);
  const response = new Response(answer.body, {
    status: answer.status,
    headers: {
      "Content-Type": "application/json",
      "Request-Id": requestId,
      "Stripe-Version": API_VERSION,
      ...(key !== undefined && { "Idempotency-Key": key, "Original-Request": requestId }),
      ...answer.headers,
    },
  });
  try {
    return await deliverAnswer(world, context, occasion, response);
  } finally {
    if (holds) account.inFlight.delete(key);
  }
}

const OUTAGE = new Refusal(500, {
  type: "api_error",
  message: "The sandbox failed: its log says why.",
});

function answerOrRefuse(act: () => PerformedAnswer): PerformedAnswer {
  try {
    return act();
  } catch (error) {
    // What is no refusal is a fault of the sandbox, told as Stripe tells its own.
    if (!(error instanceof Refusal)) console.error("Sandbox: Stripe failed:", error);
    const { status, body } = error instanceof Refusal ? error : OUTAGE;
    return { status, body: JSON.stringify({ error: body }, null, 2), headers: {} };
  }
}

/** HTTP status and code, such as `400 parameter_unknown`. */
function outcomeOf({ status, body }: Answer): string {
  if (status < 400) return String(status);
  const { error } = JSON.parse(body) as { error: { code?: string; type: string } };
  return `${status} ${error.code ?? error.type}`;
}

function authorize(world: World, context: Context<SandboxEnv>): void {
  const given = keyOf(context.req.header("authorization"));
  if (given === undefined) {
    throw unauthorized(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    );
  }
  if (given !== world.keys.stripe.secretKey) {
    throw unauthorized(`Invalid API Key provided: ${given.slice(0, 8)}${"*".repeat(8)}`);
  }
  const version = context.req.header("stripe-version");
  if (version === undefined || version === API_VERSION) return;
  throw new Refusal(400, {
    type: "invalid_request_error",
    message: `Invalid Stripe API version: ${version}. The sandbox speaks ${API_VERSION}.`,
  });
}

const unauthorized = (message: string) =>
  new Refusal(401, { type: "invalid_request_error", message });

function keyOf(header: string | undefined): string | undefined {
  const [scheme, value = ""] = (header ?? "").split(" ");
  if (scheme?.toLowerCase() === "bearer") return value || undefined;
  if (scheme?.toLowerCase() !== "basic") return undefined;
  return Buffer.from(value, "base64").toString("utf8").split(":")[0] || undefined;
}
