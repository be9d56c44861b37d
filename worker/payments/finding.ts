import { CLOCK_WINDOW_SECONDS } from "./wechat/signature.ts";

/** What can be found out about a gateway's configuration without moving money. */
export type Check =
  /** Every variable is there and well-formed. */
  | "settings"
  /** Private and public keys can be read, and are not each other's halves. */
  | "keys"
  /** Certificates among the platform keys are in their time. */
  | "certificates"
  /** The app id looks like one; only an order proves that it is bound to the merchant. */
  | "app-id"
  /** The seller's number looks like one; only a payment proves it. */
  | "seller"
  /** The gateway would take the address that it is asked to report to. */
  | "notify-url"
  /** A signed question about a number that cannot exist got the answer that it must get. */
  | "probe"
  /** The gateway knows our serial and private key. */
  | "serial"
  /** The gateway's answer is signed by a key that we hold. */
  | "gateway-key"
  /** The gateway sends every notification that we need to our address. */
  | "endpoint"
  /** The APIv3 key opens what WeChat Pay seals. */
  | "apiv3-key"
  /** Our clock and the gateway's agree. */
  | "clock";

/** One check's outcome. `Name`: the variables it may name. No part of it ever holds the content of one. */
export interface Finding<Name extends string = string> {
  check: Check;
  ok: boolean;
  /** The variable to mend; null when all is well, or when it is the machine's clock. */
  setting: Name | null;
  detail: string;
  /** How to mend it, in one sentence; null when all is well. */
  how: string | null;
}

/** What is at fault and how it is mended. */
export interface Remedy<Name extends string> {
  setting: Name | null;
  detail: string;
  how: string;
}

export const passed = (check: Check, detail: string): Finding<never> => ({
  check,
  ok: true,
  setting: null,
  detail,
  how: null,
});

export const failed = <Name extends string>(check: Check, remedy: Remedy<Name>): Finding<Name> => ({
  check,
  ok: false,
  ...remedy,
});

/**
 * `offSeconds`: the gateway's time minus ours. WeChat Pay's window holds for Alipay too, which does not publish its own: a
 * clock that is wrong by more is wrong for everything.
 */
export const isClockOff = (offSeconds: number): boolean =>
  Math.abs(offSeconds) >= CLOCK_WINDOW_SECONDS;

export function clockFinding(offSeconds: number): Finding<never> {
  const direction = offSeconds >= 0 ? "behind" : "ahead of";
  const detail = `our clock is ${Math.abs(offSeconds)} s ${direction} the gateway's`;
  if (!isClockOff(offSeconds)) return passed("clock", detail);
  return failed<never>("clock", {
    setting: null,
    detail,
    how: `Set the clock of the machine that runs the Worker by NTP: ${CLOCK_WINDOW_SECONDS} s is the most that the gateway takes.`,
  });
}

/** Seconds between the gateway's clock and ours, or null when its answer names no time. */
export function clockOffSeconds(gatewayMs: number, nowMs: number): number | null {
  return Number.isFinite(gatewayMs) ? Math.round((gatewayMs - nowMs) / 1000) : null;
}

/** A gateway's own code as it may be shown: never its message, which can repeat what we sent. */
export const shownCode = (code: string | null): string =>
  code !== null && /^[\w.-]{1,64}$/.test(code) ? code : "no known code";
