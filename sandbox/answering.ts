import { setTimeout as sleep } from "node:timers/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import type { Occasion } from "./faults.ts";
import type { SandboxEnv, World } from "./world.ts";

const HANG_MS_DEFAULT = 10_000;

/** The last step of every gateway answer: what it did is kept, then the switches of the connection strike. */
export async function deliverAnswer(
  world: World,
  context: Context<SandboxEnv>,
  occasion: Occasion,
  response: Response,
): Promise<Response> {
  world.tradeFile.save();
  const hang = world.faults.take("hang", occasion);
  if (hang) await sleep(hang.delayMs ?? HANG_MS_DEFAULT, undefined, { ref: false });
  if (world.faults.take("response-lost-after-acting", occasion)) {
    context.env.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  return response;
}
