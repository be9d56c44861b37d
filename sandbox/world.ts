import type { HttpBindings } from "@hono/node-server";
import { type Clock, createClock } from "./clock.ts";
import { createFaults, type Faults, type Gateway } from "./faults.ts";
import type { SandboxKeys } from "./keys.ts";
import { createNotifier, type Notifier } from "./notifier.ts";
import { createStripe, type StripeWorld } from "./stripe/stripe.ts";
import { type GatewayTrades, NO_FILE, openTradeFile, type TradeFile } from "./trade-file.ts";

/** All the state there is. Keys and trades outlive the process where there is a state directory. */
export interface World extends GatewayTrades {
  keys: SandboxKeys;
  /** The product's base URL: where sign-in may return to. */
  appUrl: string;
  /** The sandbox's own base URL. */
  url: string;
  /** Which WeChat key signs answers to requests that name none (section 1.6). */
  responseSigner: ResponseSigner;
  clock: Clock;
  faults: Faults;
  notifier: Notifier;
  journal: Journal;
  tradeFile: TradeFile;
  stripe: StripeWorld;
}

export type ResponseSigner = "certificate" | "public-key";

interface Settings extends Pick<World, "appUrl" | "url" | "responseSigner"> {
  /** Where trades are kept; without it they are forgotten when the process ends. */
  stateDirectory?: string | undefined;
}

export function createWorld(keys: SandboxKeys, { stateDirectory, ...settings }: Settings): World {
  const clock = createClock();
  const faults = createFaults();
  const wechat: World["wechat"] = { trades: new Map(), burntNumbers: new Set() };
  const alipay: World["alipay"] = { trades: new Map() };
  const notifier = createNotifier(clock, faults);
  return {
    keys,
    ...settings,
    clock,
    faults,
    notifier,
    journal: createJournal(clock),
    tradeFile: stateDirectory ? openTradeFile(stateDirectory, { wechat, alipay }) : NO_FILE,
    wechat,
    alipay,
    stripe: createStripe({ keys, ...settings, clock, faults, notifier }, stateDirectory),
  };
}

/** Forgets what happened, in the state directory too; keys and clock stay. */
export function forgetEverything(world: World): void {
  world.clock.forget();
  world.faults.clear();
  world.notifier.forget();
  world.journal.forget();
  world.wechat.trades.clear();
  world.wechat.burntNumbers.clear();
  world.alipay.trades.clear();
  world.tradeFile.save();
  world.stripe.forget();
}

/** Hono's environment: the raw request is needed for the signed path and to cut a connection. */
export interface SandboxEnv {
  Bindings: HttpBindings;
}

/** One call the product made. */
export interface RequestRecord {
  at: string;
  gateway: Gateway;
  operation: string;
  number: string | null;
  /** HTTP status and gateway code, such as `400 ORDERPAID` or `10000`. */
  outcome: string;
}

interface Journal {
  record(request: Omit<RequestRecord, "at">): void;
  list(): readonly RequestRecord[];
  forget(): void;
}

const REQUESTS_KEPT = 5000;

function createJournal(clock: Clock): Journal {
  let requests: RequestRecord[] = [];
  return {
    record(request) {
      const entry = { at: new Date(clock.now()).toISOString(), ...request };
      requests = [...requests.slice(1 - REQUESTS_KEPT), entry];
    },
    list: () => requests,
    forget() {
      requests = [];
    },
  };
}
