import type { ClockChange } from "../clock.ts";
import {
  ALIPAY_VARIANTS,
  type AlipayVariant,
  FAULTS,
  type Fault,
  type FaultName,
  type Gateway,
  WECHAT_VARIANTS,
  type WechatVariant,
} from "../faults.ts";

/** A mistake in a request of the developer; the message says how to correct it. */
export class InputProblem extends Error {}

type Body = Record<string, unknown>;

export function readText(body: Body, name: string): string {
  const value = body[name];
  if (typeof value === "string" && value !== "") return value;
  throw new InputProblem(`${name} has to be a non-empty string`);
}

function readNumber(body: Body, name: string, min: number): number | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isFinite(value) && value >= min) return value;
  throw new InputProblem(`${name} has to be a number of at least ${min}`);
}

function readOptionalText(body: Body, name: string): string | undefined {
  return body[name] === undefined ? undefined : readText(body, name);
}

function readGateway<Name extends Gateway>(body: Body, names: readonly Name[]): Name {
  const found = names.find((name) => name === body.gateway);
  if (found) return found;
  throw new InputProblem(`gateway has to be ${names.join(" or ")}`);
}

const QR_GATEWAYS = ["wechat", "alipay"] as const;
const GATEWAYS = [...QR_GATEWAYS, "stripe"] as const;

export function readFault(body: Body): Fault {
  const gateway = readGateway(body, GATEWAYS);
  const fault = readText(body, "fault");
  if (!FAULTS[gateway].includes(fault)) {
    throw new InputProblem(`${gateway} has these faults: ${FAULTS[gateway].join(", ")}`);
  }
  const number = readOptionalText(body, "number");
  const operation = readOptionalText(body, "operation");
  const delayMs = readNumber(body, "delayMs", 0);
  const count = readNumber(body, "count", 2);
  return {
    gateway,
    fault: fault as FaultName,
    timesLeft: readNumber(body, "times", 1) ?? 1,
    ...(number !== undefined && { number }),
    ...(operation !== undefined && { operation }),
    ...(delayMs !== undefined && { delayMs }),
    ...(count !== undefined && { count }),
  };
}

export type NotifyRequest = { number: string; force: boolean } & (
  | { gateway: "wechat"; variant: WechatVariant }
  | { gateway: "alipay"; variant: AlipayVariant }
);

export function readNotify(body: Body): NotifyRequest {
  const gateway = readGateway(body, QR_GATEWAYS);
  const common = { number: readText(body, "number"), force: body.force === true };
  const variant = readText(body, "variant");
  return gateway === "wechat"
    ? { gateway, ...common, variant: oneOf(WECHAT_VARIANTS, variant) }
    : { gateway, ...common, variant: oneOf(ALIPAY_VARIANTS, variant) };
}

function oneOf<Name extends string>(names: readonly Name[], wanted: string): Name {
  const found = names.find((name) => name === wanted);
  if (found) return found;
  throw new InputProblem(`variant has to be one of: ${names.join(", ")}`);
}

/** Below this a retry schedule of a day would outlive the machine. */
const SCALE_MIN = 0.001;

export function readClock(body: Body): ClockChange {
  const offsetMs = readNumber(body, "offsetMs", Number.MIN_SAFE_INTEGER);
  const scale = readNumber(body, "scale", SCALE_MIN);
  const skewMs = readNumber(body, "skewMs", Number.MIN_SAFE_INTEGER);
  return {
    ...(offsetMs !== undefined && { offsetMs }),
    ...(scale !== undefined && { scale }),
    ...(skewMs !== undefined && { skewMs }),
  };
}
