import type { Fault, FaultName, Occasion } from "../faults.ts";
import { randomHex, signText } from "../signing.ts";
import type { World } from "../world.ts";

/** An answer's node before it is signed. All values are strings or lists, as the gateway writes them. */
export interface AlipayReply {
  /** Member beside `sign`: the method's response node, or `error_response`. */
  root: string;
  node: Record<string, unknown>;
  signed: boolean;
}

const MESSAGES: Record<string, string> = {
  "10000": "Success",
  "20000": "Service Currently Unavailable",
  "40001": "Missing Required Arguments",
  "40002": "Invalid Arguments",
  "40004": "Business Failed",
  "40005": "Call Limited",
  "40006": "Insufficient Permissions",
};

export const rootOf = (method: string): string => `${method.replaceAll(".", "_")}_response`;

export const succeeded = (method: string, fields: Record<string, unknown> = {}): AlipayReply => ({
  root: rootOf(method),
  node: { code: "10000", msg: MESSAGES["10000"], ...fields },
  signed: true,
});

export function failed(
  method: string,
  code: string,
  subCode: string,
  subMessage: string,
  fields: Record<string, unknown> = {},
): AlipayReply {
  return {
    root: rootOf(method),
    node: { code, msg: MESSAGES[code], sub_code: subCode, sub_msg: subMessage, ...fields },
    signed: true,
  };
}

/** A business failure, `ACQ.*` (section 2.6). */
export const businessFailure = (
  method: string,
  subCode: string,
  subMessage: string,
  fields: Record<string, unknown> = {},
): AlipayReply => failed(method, "40004", `ACQ.${subCode}`, subMessage, fields);

/** Serialises and signs; always 200 and text/html (section 2.1). */
export function sendReply(world: World, reply: AlipayReply, occasion: Occasion): Response {
  const struck = (name: FaultName): Fault | undefined => world.faults.take(name, occasion);
  // The gateway escapes the solidus, and the escaped characters are what it signs (section 2.5).
  const node = JSON.stringify(reply.node).replaceAll("/", "\\/");
  const sign = reply.signed && !struck("unsigned-response");
  const sent = struck("tampered-response") ? node.replace("{", '{"tampered":"1",') : node;
  const signature = sign ? `,"sign":"${signText(node, world.keys.alipay.gatewayPrivateKey)}"` : "";
  return new Response(`{"${reply.root}":${sent}${signature}}`, {
    headers: {
      "Content-Type": "text/html;charset=utf-8",
      trace_id: randomHex(32).toLowerCase(),
      Date: new Date(world.clock.wall()).toUTCString(),
    },
  });
}
