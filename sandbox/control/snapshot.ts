import { viewAlipayTrade } from "../alipay/trades.ts";
import type { Fault } from "../faults.ts";
import type { Delivery } from "../notifier.ts";
import type { TradeView } from "../payment.ts";
import { viewWechatTrade } from "../wechat/trades.ts";
import type { RequestRecord, World } from "../world.ts";

/** All that happened since the start or the last reset, oldest first. */
export interface Snapshot {
  clock: { now: string; offsetMs: number; scale: number };
  trades: TradeView[];
  /** WeChat numbers that were closed and had never been opened (section 1.3). */
  burntNumbers: string[];
  deliveries: readonly Delivery[];
  requests: readonly RequestRecord[];
  faults: readonly Fault[];
}

export function takeSnapshot(world: World): Snapshot {
  const { clock } = world;
  const wechat = [...world.wechat.trades.values()].map((trade) => viewWechatTrade(world, trade));
  const alipay = [...world.alipay.trades.values()].flatMap(
    (trade) => viewAlipayTrade(world, trade) ?? [],
  );
  const byTime = (a: TradeView, b: TradeView) => a.createdAt.localeCompare(b.createdAt);
  return {
    clock: {
      now: new Date(clock.now()).toISOString(),
      offsetMs: clock.offsetMs,
      scale: clock.scale,
    },
    trades: [...wechat, ...alipay].sort(byTime),
    burntNumbers: [...world.wechat.burntNumbers],
    deliveries: world.notifier.deliveries(),
    requests: world.journal.list(),
    faults: world.faults.list(),
  };
}
