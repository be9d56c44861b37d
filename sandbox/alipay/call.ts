import type { World } from "../world.ts";
import type { AlipayReply } from "./envelope.ts";

/** One call after its signature held. */
export interface AlipayCall {
  method: string;
  notifyUrl: string | undefined;
  content: Content;
}

/** `biz_content`: every value a string where a string is meant. */
export type Content = Record<string, string | undefined>;

export type Act = (world: World, call: AlipayCall) => AlipayReply;
