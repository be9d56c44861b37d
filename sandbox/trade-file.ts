import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AlipayTrade } from "./alipay/trade.ts";
import type { WechatTrade } from "./wechat/trade.ts";

/** What queries, closing, refunds and the cashier answer from. */
export interface GatewayTrades {
  wechat: {
    trades: Map<string, WechatTrade>;
    /** Numbers closed before they were created: unusable from then on (section 1.3). */
    burntNumbers: Set<string>;
  };
  alipay: { trades: Map<string, AlipayTrade> };
}

export interface TradeFile {
  /**
   * Writes what changed before any answer or notification leaves: not even `kill -9` makes a gateway forget what it answered.
   * Called wherever trades can have changed; without a change it writes nothing.
   */
  save(): void;
  /** Nothing is written from now on. */
  stop(): void;
}

export const NO_FILE: TradeFile = { save() {}, stop() {} };

const FILE_NAME = "trades.json";

/** Counts up whenever the shape of a trade changes: an older file is then set aside instead of misread. */
const FORMAT = 1;

/** Of each gateway, the newest. A trade takes about 700 bytes and the file is written whole. */
export const TRADES_KEPT = 5000;

/** Fills `gateways` with the trades kept in the directory, and from then on saves them there. */
export function openTradeFile(directory: string, gateways: GatewayTrades): TradeFile {
  const file = join(directory, FILE_NAME);
  let written = read(file, gateways);
  let failing = false;
  let stopped = false;
  return {
    save() {
      const text = tradesOf(gateways);
      if (stopped || text === written) return;
      try {
        replaceFile(directory, file, text);
        written = text;
        failing = false;
      } catch (error) {
        // A full disk must not change how a gateway answers. Said once, not at every request.
        if (!failing) console.error(`Sandbox: trades are not kept: ${(error as Error).message}`);
        failing = true;
      }
    },
    stop() {
      stopped = true;
    },
  };
}

/** The trades as the file has them. */
export function tradesOf({ wechat, alipay }: GatewayTrades): string {
  return JSON.stringify({
    format: FORMAT,
    wechat: [...wechat.trades.values()].slice(-TRADES_KEPT),
    burntNumbers: [...wechat.burntNumbers].slice(-TRADES_KEPT),
    alipay: [...alipay.trades.values()].slice(-TRADES_KEPT),
  });
}

/** Renamed into place whole: an end in the middle leaves the file before it. */
function replaceFile(directory: string, file: string, text: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The text that was read; empty when there was none to read. */
function read(file: string, gateways: GatewayTrades): string {
  try {
    const text = readFileSync(file, "utf8");
    fillWith(text, gateways);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      console.warn(`Sandbox: ${file} cannot be used, so there are no earlier trades.`);
    }
    return "";
  }
}

/** Adds the trades of a text that `tradesOf` made; throws when it is none. */
export function fillWith(text: string, gateways: GatewayTrades): void {
  const kept = parse(text);
  for (const trade of kept.wechat) gateways.wechat.trades.set(trade.number, trade);
  for (const number of kept.burntNumbers) gateways.wechat.burntNumbers.add(number);
  for (const trade of kept.alipay) gateways.alipay.trades.set(trade.number, trade);
}

interface Kept {
  wechat: WechatTrade[];
  burntNumbers: string[];
  alipay: AlipayTrade[];
}

/** Only this program writes the file, so its outline is enough to tell a damaged one. */
function parse(text: string): Kept {
  const kept = JSON.parse(text) as Partial<Kept> & { format?: unknown };
  const { wechat, burntNumbers, alipay } = kept;
  const fits =
    kept.format === FORMAT &&
    Array.isArray(burntNumbers) &&
    [wechat, alipay].every((trades) => Array.isArray(trades) && trades.every(isTrade));
  if (!fits) throw new Error("not a file of trades");
  return kept as Kept;
}

function isTrade(value: unknown): boolean {
  const { number, codes, refunds } = (value ?? {}) as Record<string, unknown>;
  return typeof number === "string" && Array.isArray(codes) && Array.isArray(refunds);
}
