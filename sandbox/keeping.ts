import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AlipayTrade } from "./alipay/trades.ts";
import type { WechatTrade } from "./wechat/trades.ts";
import type { World } from "./world.ts";

/** The gateways' own books: what queries, closing, refunds and the cashier answer from. */
export type Ledgers = Pick<World, "wechat" | "alipay">;

export interface Keeper {
  /**
   * Writes what changed, before anybody is told of it: not even `kill -9` makes a gateway forget what it answered.
   * Called wherever trades can have changed; without a change it writes nothing.
   */
  keep(): void;
  /** Nothing is written from now on. */
  stop(): void;
}

export const KEEPS_NOTHING: Keeper = { keep() {}, stop() {} };

const FILE = "trades.json";

/** Counts up whenever the shape of a trade changes: an older file is then set aside instead of misread. */
const FORMAT = 1;

/** Of each gateway, the newest. A trade takes about 700 bytes and the file is written whole. */
export const TRADES_KEPT = 5000;

/** Fills the ledgers from the directory and keeps them there. */
export function startKeeping(directory: string, ledgers: Ledgers): Keeper {
  const file = join(directory, FILE);
  let written = read(file, ledgers);
  let failing = false;
  let stopped = false;
  return {
    keep() {
      const text = tradesOf(ledgers);
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
export function tradesOf({ wechat, alipay }: Ledgers): string {
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

/** The text that was read into the ledgers; empty when there was none to read. */
function read(file: string, ledgers: Ledgers): string {
  try {
    const text = readFileSync(file, "utf8");
    fillWith(text, ledgers);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      console.warn(`Sandbox: ${file} cannot be used, so there are no earlier trades.`);
    }
    return "";
  }
}

/** Adds the trades of a text that `tradesOf` made; throws when it is none. */
export function fillWith(text: string, ledgers: Ledgers): void {
  const kept = parse(text);
  for (const trade of kept.wechat) ledgers.wechat.trades.set(trade.number, trade);
  for (const number of kept.burntNumbers) ledgers.wechat.burntNumbers.add(number);
  for (const trade of kept.alipay) ledgers.alipay.trades.set(trade.number, trade);
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
