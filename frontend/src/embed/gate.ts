import type { FrameSession } from "../../../worker/app.ts";
import { type Answer, networkLost } from "../shared/api/answer.ts";
import { claimsOf, type FrameMessage, type HostMessage, readMessage } from "./protocol.ts";

/** Everything outside of the gate's own rules. */
export interface GatePorts {
  /** The window that the frame stands in: nobody else is listened to. */
  parent: unknown;
  post(message: FrameMessage, origin: string): void;
  /** Asks the Worker whose token it is; `origin` is the browser's word for where it came from. */
  verify(token: string, origin: string): Promise<Answer<FrameSession>>;
  /** The server's time. */
  now(): number;
  later(act: () => void, ms: number): unknown;
  onSession(session: FrameSession): void;
  onMessage(message: Exclude<HostMessage, { type: "auth" }>): void;
  onState(state: GateState): void;
}

/** `ended`: the token is over and the host has given no other. */
export type GateState = "waiting" | "open" | "ended";

export interface Arrived {
  source: unknown;
  origin: string;
  data: unknown;
}

export type Gate = ReturnType<typeof createGate>;

/** Before the end of a token the host is asked for the next one. */
export const ASKS_BEFORE_END_MS = 60_000;
/** So long a request waits for a token that the host was asked for. */
export const TOKEN_WAIT_MS = 15_000;
/** So long the Worker may take to say whose a token is; then the next token is looked at. */
export const CHECK_MS_MAX = 10_000;
/** More than a host ever has to say in so long is not listened to. */
const MESSAGES_MAX = 40;
const MESSAGES_PERIOD_MS = 10_000;

/**
 * Who may open the frame: a token that comes from the parent, from an origin that the token names, and that the Worker takes.
 * The first one decides for the frame's life from where, and for whom, the next ones must be. The token stays in here.
 */
export function createGate(ports: GatePorts) {
  let state: GateState = "waiting";
  let token: string | undefined;
  let home: { origin: string; customerId: string } | undefined;
  let checking = false;
  /** The last token that came while another was looked at. */
  let next: { offered: string; origin: string } | undefined;
  let generation = 0;
  let waiting: ((token: string | undefined) => void)[] = [];
  const isFlood = createCounter(ports.now);

  const setState = (next: GateState) => {
    state = next;
    ports.onState(next);
  };
  const say = (message: FrameMessage) => ports.post(message, home?.origin ?? "*");

  function receive({ source, origin, data }: Arrived): void {
    if (source !== ports.parent || isFlood()) return;
    const message = readMessage(data);
    if (!message) return;
    if (message.type === "auth") return void admit(message.token, origin);
    if (origin === home?.origin) ports.onMessage(message);
  }

  async function admit(offered: string, origin: string): Promise<void> {
    // To whoever stands around: a code is no secret, and a sandboxed page has no origin to name.
    const refuse = (code: string) => ports.post({ type: "portal:error", code }, "*");
    const claims = claimsOf(offered);
    if (!claims) return refuse("UNAUTHENTICATED");
    if (!claims.origins.includes(origin) || (home && home.origin !== origin))
      return refuse("PORTAL_ORIGIN_REFUSED");
    if (home && home.customerId !== claims.customerId) return refuse("PORTAL_CUSTOMER_CHANGED");
    if (offered === token) return;
    if (checking) {
      next = { offered, origin };
      return;
    }
    checking = true;
    const answer = await inTime(ports.verify(offered, origin));
    checking = false;
    if (answer.ok) open(offered, origin, answer.value);
    else refuse(answer.code);
    const waited = next;
    next = undefined;
    if (waited) await admit(waited.offered, waited.origin);
  }

  /** An answer that never comes must not keep later tokens out. */
  const inTime = (asked: Promise<Answer<FrameSession>>): Promise<Answer<FrameSession>> =>
    Promise.race([
      asked,
      new Promise<Answer<FrameSession>>((resolve) =>
        ports.later(() => resolve(networkLost()), CHECK_MS_MAX),
      ),
    ]);

  function open(offered: string, origin: string, session: FrameSession): void {
    const isFirst = home === undefined;
    token = offered;
    home ??= { origin, customerId: session.customerId };
    if (isFirst) ports.onSession(session);
    setState("open");
    watchEnd(Date.parse(session.expiresAt) - ports.now());
    for (const resolve of waiting.splice(0)) resolve(offered);
  }

  function watchEnd(leftMs: number): void {
    const mine = ++generation;
    const isLast = () => mine === generation;
    ports.later(() => isLast() && askForToken(), Math.max(0, leftMs - ASKS_BEFORE_END_MS));
    ports.later(() => isLast() && end(), Math.max(0, leftMs));
  }

  const askForToken = () => say({ type: "portal:token-needed" });

  function end(): void {
    token = undefined;
    setState("ended");
    for (const resolve of waiting.splice(0)) resolve(undefined);
  }

  /** The next token that is admitted; undefined when none comes in time. */
  function renewed(refused: string | undefined): Promise<string | undefined> {
    if (token !== undefined && token !== refused) return Promise.resolve(token);
    askForToken();
    return new Promise((resolve) => {
      waiting.push(resolve);
      ports.later(() => {
        if (!waiting.includes(resolve)) return;
        waiting = waiting.filter((other) => other !== resolve);
        resolve(undefined);
      }, TOKEN_WAIT_MS);
    });
  }

  return {
    receive,
    say,
    askForToken,
    renewed,
    /** The host gave none in time: what is shown must not stay. */
    giveUp: () => state === "open" && end(),
    token: () => token,
    origin: () => home?.origin,
    state: () => state,
  };
}

function createCounter(now: () => number): () => boolean {
  let since = now();
  let count = 0;
  return () => {
    if (now() - since > MESSAGES_PERIOD_MS) [since, count] = [now(), 0];
    return ++count > MESSAGES_MAX;
  };
}
