import { type Context, Hono } from "hono";
import { craftAlipay } from "../alipay/notification.ts";
import { findRecord } from "../alipay/trades.ts";
import { FAULTS } from "../faults.ts";
import { loopbackOnly } from "../loopback.ts";
import type { Notification } from "../notifier.ts";
import { pay, scan } from "../payer.ts";
import { LeverProblem } from "../stripe/levers/input.ts";
import { stripeLevers } from "../stripe/levers/routes.ts";
import { fillWith, tradesOf } from "../trade-file.ts";
import { craftWechat } from "../wechat/notification.ts";
import { resumeRefunds } from "../wechat/refunds.ts";
import { findTrade } from "../wechat/trades.ts";
import { forgetEverything, type SandboxEnv, type World } from "../world.ts";
import {
  InputProblem,
  type NotifyRequest,
  readClock,
  readFault,
  readNotify,
  readText,
} from "./input.ts";
import { takeSnapshot } from "./snapshot.ts";

/** The sandbox's own levers, for tests and for a curious developer. README.md describes them. */
export function controlRoutes(world: World): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>()
    .use(loopbackOnly)
    .get("/books", (context) => context.json(takeSnapshot(world)))
    .get("/trades", (context) => context.body(tradesOf(world), 200, JSON_TYPE))
    .put("/trades", async (context) => {
      takeTrades(world, await context.req.text());
      return context.body(null, 204);
    })
    .post("/pay", async (context) => {
      return context.json(pay(world, readText(await readBody(context), "codeUrl")));
    })
    .post("/scan", async (context) => {
      const bill = scan(world, readText(await readBody(context), "codeUrl"));
      if (!bill) return context.json({ ok: false, reason: "unknown-code" });
      const { problem, ...rest } = bill;
      return context.json(problem ? { ok: false, reason: problem } : { ok: true, ...rest });
    })
    .get("/faults", (context) => context.json({ active: world.faults.list(), available: FAULTS }))
    .post("/faults", async (context) => {
      const fault = readFault(await readBody(context));
      world.faults.add(fault);
      return context.json(fault, 201);
    })
    .delete("/faults", (context) => {
      world.faults.clear();
      return context.body(null, 204);
    })
    .post("/notify", async (context) => {
      const notification = craft(world, readNotify(await readBody(context)));
      if (typeof notification === "string") return context.json({ error: notification }, 409);
      const { status, body } = await world.notifier.sendOnce(notification);
      return context.json({ status, body });
    })
    .post("/clock", async (context) => {
      world.clock.set(readClock(await readBody(context)));
      world.stripe.runDue();
      return context.json(takeSnapshot(world).clock);
    })
    .post("/reset", (context) => {
      forgetEverything(world);
      return context.body(null, 204);
    })
    .route("/stripe", stripeLevers(world.stripe));
  routes.onError((error, context) => {
    if (!(error instanceof InputProblem || error instanceof LeverProblem)) throw error;
    return context.json({ error: error.message }, 400);
  });
  return routes;
}

const JSON_TYPE = { "content-type": "application/json" };

/** What another run of the sandbox kept, as after a restart: refunds that its bank had not answered go on. */
function takeTrades(world: World, text: string): void {
  try {
    fillWith(text, world);
  } catch (error) {
    throw new InputProblem(`these are no trades: ${(error as Error).message}`);
  }
  resumeRefunds(world);
  world.tradeFile.save();
}

/** The notification asked for, or why it cannot be made. */
function craft(world: World, request: NotifyRequest): Notification | string {
  if (request.gateway === "wechat") {
    const trade = findTrade(world, request.number);
    return trade ? craftWechat(world, trade, request) : "no such trade";
  }
  const trade = findRecord(world, request.number);
  return trade ? craftAlipay(world, trade, request) : "no such trade";
}

async function readBody(context: Context<SandboxEnv>): Promise<Record<string, unknown>> {
  const body: unknown = await context.req.json().catch(() => undefined);
  if (typeof body === "object" && body !== null) return body as Record<string, unknown>;
  throw new InputProblem("the body has to be a JSON object");
}
