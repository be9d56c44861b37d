import type { Context } from "hono";
import {
  type FlagSpec,
  flagSpec,
  PAY_WAY_FLAGS,
  shapeOf,
  storedAs,
} from "../../../../config/flag-specs.ts";
import { payWayFlag } from "../../../../config/flags.ts";
import { faultText } from "../../../../domain/fault.ts";
import type { PayType } from "../../../../domain/order/payway.ts";
import { err, ok, type Result } from "../../../../domain/result.ts";
import {
  type FlagState,
  type FlagWrite,
  flagStates,
  writeFlags,
} from "../../../../store/flag-writing.ts";
import { LIVE_WITHIN_SECONDS } from "../../../../store/settings.ts";
import type { WithOperator } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { isUsable } from "../../../core/centre/pay-ways.ts";
import { HTML_LENGTH_MAX, reviewHtml } from "../../../core/html.ts";
import { refuse } from "../../../core/problem.ts";
import { counting, payTypeOf, payWaysOn, versionOf } from "./present.ts";
import type { FlagWritten, SwitchPayWay } from "./schemas.ts";

/** Changes of what operators set in KV. */

type C = Context<WithOperator>;

interface Asked {
  /** Null: back to the default. */
  value: string | null;
  expected: string;
  reason: string;
  allowNoPayWay: boolean;
}

export async function changeFlag(c: C, name: string, asked: Asked): Promise<Response> {
  c.set("audit", { why: asked.reason });
  const spec = flagSpec(name);
  if (!spec) return refuse(c, "FLAG_NOT_FOUND");
  if (!spec.isWritable) return refuse(c, "FLAG_READ_ONLY");
  const value = asked.value === null ? ok(null) : writable(spec, asked.value);
  if (!value.ok) return refuse(c, "FLAG_VALUE_INVALID", [{ field: "value", message: value.error }]);
  const write = { name, value: value.value };
  const guarded = payTypeOf(name) === undefined ? [name] : PAY_WAY_FLAGS;
  const states = await flagStates(c.env, guarded, Date.now());
  const now = stateOf(states, name);
  const isSo = now.stored === write.value; // Done already: a repeat after an answer that was lost.
  if (!isSo && (await versionOf(now.stored)) !== asked.expected) return changedMeanwhile(c, now);
  if (!asked.allowNoPayWay && endsEveryWay(c, states, [write])) return refuse(c, "LAST_PAY_WAY");
  return carryOut(c, asked.reason, [write], states);
}

/** One way to pay off and another one on, written down as one act. The new one is on before the old one goes. */
export async function switchPayWay(c: C, { off, on, reason }: SwitchPayWay): Promise<Response> {
  c.set("audit", { why: reason });
  if (off === on)
    return refuse(c, "INVALID_REQUEST", [{ field: "on", message: "must be another way" }]);
  if (!isUsable(c.env, on)) return refuse(c, "PAY_WAY_UNAVAILABLE");
  const writes = [
    { name: payWayFlag(on), value: "true" },
    { name: payWayFlag(off), value: "false" },
  ];
  const states = await flagStates(c.env, PAY_WAY_FLAGS, Date.now());
  return carryOut(c, reason, writes, states);
}

/** What a value is stored as, or what is wrong with it. */
function writable(spec: FlagSpec, typed: string): Result<string, string> {
  if (spec.kind === "html") return cleaned(spec, typed);
  const text = storedAs(spec, typed);
  return text === null ? err(`must be ${shapeOf(spec)}`) : ok(text);
}

/** A text as customers get it: nothing of it is cut, and something is left of it. */
function cleaned(spec: FlagSpec, typed: string): Result<string, string> {
  const { html } = reviewHtml(typed);
  if (Math.max(typed.length, html.length) > HTML_LENGTH_MAX)
    return err(`must have at most ${HTML_LENGTH_MAX} characters`);
  return html === "" && typed.trim() !== "" ? err(`must be ${shapeOf(spec)}`) : ok(html);
}

const stateOf = (states: readonly FlagState[], name: string): FlagState => {
  const state = states.find((each) => each.name === name);
  if (!state) throw new Error(`no state of ${name} was read`);
  return state;
};

/** Whether customers can pay now and could not any more. */
function endsEveryWay(c: C, states: readonly FlagState[], writes: readonly FlagWrite[]): boolean {
  const usable = (payType: PayType) => isUsable(c.env, payType);
  if (states.length < PAY_WAY_FLAGS.length) return false;
  const before = (name: string) => stateOf(states, name).stored;
  const after = (name: string) => {
    const write = writes.find((each) => each.name === name);
    return write ? write.value : before(name);
  };
  return payWaysOn(before, usable).length > 0 && payWaysOn(after, usable).length === 0;
}

async function carryOut(
  c: C,
  why: string,
  writes: readonly FlagWrite[],
  states: readonly FlagState[],
): Promise<Response> {
  const before = Object.fromEntries(writes.map(({ name }) => [name, stateOf(states, name).stored]));
  const after = Object.fromEntries(writes.map(({ name, value }) => [name, value]));
  c.set("audit", { why, before, after });
  try {
    const by = { operator: c.get("customer").id, nowMs: Date.now() };
    const written = await writeFlags(c.env, writes, states, by);
    if (!written.ok) {
      const names = writes.map(({ name }) => name);
      const [now] = await flagStates(c.env, names.slice(-1), Date.now());
      return now ? changedMeanwhile(c, now) : refuse(c, "FLAG_CHANGED");
    }
  } catch (error) {
    // KV takes one write of a key a second. What was claimed in D1 is written by the same call again.
    console.error("a flag could not be written", { error: faultText(error) });
    return refuse(c, "UNAVAILABLE");
  }
  const items = await Promise.all(writes.map(presentWritten));
  return c.json(items.length === 1 ? items[0] : { items }, 200, NO_STORE);
}

async function presentWritten({ name, value }: FlagWrite): Promise<FlagWritten> {
  const spec = flagSpec(name);
  if (!spec) throw new Error(`${name} was written and is no flag`);
  return {
    name,
    value: counting(spec, value).value,
    stored: value,
    version: await versionOf(value),
    liveWithinSeconds: LIVE_WITHIN_SECONDS,
  };
}

async function changedMeanwhile(c: C, now: FlagState): Promise<Response> {
  return refuse(c, "FLAG_CHANGED", undefined, {
    version: await versionOf(now.stored),
    ...(now.stored === null ? {} : { current: now.stored }),
    ...(now.changedBy === null || now.isElsewhere ? {} : { changedBy: now.changedBy }),
  });
}
