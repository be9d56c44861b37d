import type { Dice } from "./dice.ts";
import type { Crossing } from "./fault-points.ts";
import { FAULTS_END_MS, type Plan } from "./plan.ts";

/**
 * What goes wrong at one crossing. `before`: it never got there. `after`: it was done, and the answer is lost. `hang`: the
 * same after a gateway's whole patience. `late`: the caller gave up, and the request arrives long after. `die-…`: the
 * machine is gone at that moment. `at-gateway`: the gateway itself misbehaves, by that switch of the sandbox.
 */
export type Strike =
  | { kind: "before" | "after" | "hang" | "late" | "die-before" | "die-after" }
  | { kind: "at-gateway"; fault: string };

const CALLS = ["error-500", "error-429", "unsigned-response", "tampered-response"];

/** Switches of the sandbox by gateway and operation; `any` may strike every call. */
const AT_GATEWAY: Record<"wechat" | "alipay", Record<string, string[]>> = {
  wechat: {
    any: [
      ...CALLS,
      "response-signtest",
      "response-stale-timestamp",
      "response-unknown-serial",
      "response-certificate-signed",
    ],
    native: ["system-error-after-creating"],
    close: ["pay-during-close", "close-429", "close-unknown-404"],
    refund: ["refund-not-enough", "refund-abnormal", "refund-closed"],
  },
  alipay: {
    any: [...CALLS, "system-error"],
    precreate: ["system-error-after-creating", "repeat-precreate-error"],
    close: ["pay-during-close", "close-429"],
    refund: ["refund-not-enough"],
  },
};

/** Decides, by the plan and the dice, what goes wrong at a crossing at this time of the schedule. */
export function strikeAt(plan: Plan, crossing: Crossing, atMs: number, dice: Dice): Strike | null {
  if (atMs >= FAULTS_END_MS) return null;
  const { rates } = plan;
  const side = crossing.side === "gateway" ? crossing.gateway : crossing.side;
  if (plan.outages.some((each) => each.what === side && each.fromMs <= atMs && atMs < each.toMs))
    return { kind: "before" };
  if (dice.chance(rates.crash)) return { kind: dice.pick(["die-before", "die-after"] as const) };
  if (!dice.chance(rates[crossing.side])) return null;
  if (crossing.side !== "gateway") return { kind: dice.pick(["before", "after"] as const) };

  const kind = dice.weighted({ before: 2, after: 3, hang: 1, late: 1, "at-gateway": 6 });
  if (kind !== "at-gateway") return { kind };
  const switches = AT_GATEWAY[crossing.gateway ?? "wechat"];
  const own = switches[crossing.what] ?? [];
  const fault = dice.pick(own.length > 0 && dice.chance(0.6) ? own : (switches.any ?? []));
  return { kind, fault };
}

/** Every error that the laboratory throws says so, to be told from the product's own. */
export const INJECTED = "injected:";

/** Whether a line of the log is about something that the laboratory did. `struck`: some fault has struck by then. */
export function isExplained(line: string, struck: boolean): boolean {
  if (line.includes(INJECTED)) return true;
  // The product's patience is real time, which a machine under full load can outlast.
  if (/no answer within \d+ ms/.test(line)) return true;
  // Forged notifications are turned away, and skewed clocks make genuine ones look forged.
  if (line.startsWith("a notification was turned away")) return true;
  // A gateway refuses for good, a dead object's callers hear of its end, a request's failure is logged without its text.
  return (
    struck &&
    (line.startsWith("a refund needs a person") ||
      /request failed|abort|reset|disconnected/i.test(line))
  );
}
