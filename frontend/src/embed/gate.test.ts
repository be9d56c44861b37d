import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FrameSession } from "../../../worker/app.ts";
import type { Answer } from "../shared/api/answer.ts";
import { createGate, type Gate, TOKEN_WAIT_MS } from "./gate.ts";
import type { FrameMessage } from "./protocol.ts";

const HOST = "https://app.example.com";
const PARENT = { name: "the parent" };
const MINUTE_MS = 60_000;

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const tokenOf = (claims: object, mark = "sig") =>
  `ecp_${base64({ alg: "HS256" })}.${base64({ sub: "lin", origins: [HOST], ...claims })}.${mark}`;

let said: [FrameMessage, string][];
let gate: Gate;
let verify: ReturnType<typeof vi.fn>;
let told: unknown[];
let sessions: string[];

const session = (over: Partial<FrameSession> = {}): Answer<FrameSession> => ({
  ok: true,
  value: {
    ...{ customerId: "lin", origins: [HOST], scopes: ["read"], language: null, theme: null },
    expiresAt: new Date(Date.now() + 15 * MINUTE_MS).toISOString(),
    ...over,
  },
});

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  [said, told, sessions] = [[], [], []];
  verify = vi.fn(async () => session());
  gate = createGate({
    parent: PARENT,
    post: (message, origin) => void said.push([message, origin]),
    verify: verify as never,
    now: () => Date.now(),
    later: (act, ms) => setTimeout(act, ms),
    onSession: ({ customerId }) => void sessions.push(customerId),
    onMessage: (message) => void told.push(message),
    onState: () => {},
  });
});
afterEach(() => vi.useRealTimers());

const send = async (data: unknown, { source = PARENT as unknown, origin = HOST } = {}) => {
  gate.receive({ source, origin, data });
  await vi.advanceTimersByTimeAsync(0);
};
const auth = (token: string, from?: { source?: unknown; origin?: string }) =>
  send({ type: "auth", token }, from);
const codes = () => said.flatMap(([message]) => ("code" in message ? [message.code] : []));

describe("a token opens the frame", () => {
  test("when it comes from the parent, names its page, and the Worker takes it", async () => {
    await auth(tokenOf({}));
    expect(gate.state()).toBe("open");
    expect(verify).toHaveBeenCalledWith(tokenOf({}), HOST);
    expect(sessions).toEqual(["lin"]);
  });

  test.each([
    ["a sibling frame sends it", tokenOf({}), { source: { name: "sibling" } }, []],
    ["nobody sends it", tokenOf({}), { source: null }, []],
    [
      "another page sends it",
      tokenOf({}),
      { origin: "https://evil.example" },
      ["PORTAL_ORIGIN_REFUSED"],
    ],
    ["a sandboxed page sends it", tokenOf({}), { origin: "null" }, ["PORTAL_ORIGIN_REFUSED"]],
    [
      "it is for another page",
      tokenOf({ origins: ["https://evil.example"] }),
      {},
      ["PORTAL_ORIGIN_REFUSED"],
    ],
    ["it is for no page", tokenOf({ origins: [] }), {}, ["PORTAL_ORIGIN_REFUSED"]],
    ["it is none", "ecp_x", {}, ["UNAUTHENTICATED"]],
    ["it is a host's JWT", tokenOf({}).slice(4), {}, ["UNAUTHENTICATED"]],
  ])("not when %s", async (_what, token, from, refused) => {
    await auth(token, from);
    expect(gate.state()).toBe("waiting");
    expect(verify).not.toHaveBeenCalled();
    expect(codes()).toEqual(refused);
  });

  test("not when the Worker refuses it: a forged one, an ended one", async () => {
    verify.mockResolvedValue({
      ok: false,
      code: "PORTAL_TOKEN_ENDED",
      title: "",
      status: 401,
      errors: [],
    });
    await auth(tokenOf({}));
    expect([gate.state(), codes(), sessions]).toEqual(["waiting", ["PORTAL_TOKEN_ENDED"], []]);
  });
});

test("a look at a token that never ends lets the last one that came meanwhile in", async () => {
  verify.mockReturnValueOnce(new Promise(() => {}));
  await auth(tokenOf({}, "stalled"));
  await auth(tokenOf({}, "second"));
  await auth(tokenOf({}, "third"));
  expect(gate.state()).toBe("waiting");
  await vi.advanceTimersByTimeAsync(10_000);
  expect([gate.state(), gate.token()]).toEqual(["open", tokenOf({}, "third")]);
  expect(verify).toHaveBeenCalledTimes(2);
});

describe("an open frame", () => {
  beforeEach(() => auth(tokenOf({})));

  test("stays its customer's, and its page's", async () => {
    await auth(tokenOf({ sub: "mei" }));
    await auth(tokenOf({ origins: [HOST, "https://b.example"] }), { origin: "https://b.example" });
    expect(codes()).toEqual(["PORTAL_CUSTOMER_CHANGED", "PORTAL_ORIGIN_REFUSED"]);
    expect(gate.token()).toBe(tokenOf({}));
  });

  test("speaks to its page alone", () => {
    gate.say({ type: "portal:resize", height: 10 });
    expect(said.at(-1)).toEqual([{ type: "portal:resize", height: 10 }, HOST]);
  });

  test("takes theme and language from its page alone", async () => {
    await send({ type: "theme", theme: "dark" }, { origin: "https://evil.example" });
    await send({ type: "theme", theme: "dark" }, { source: null });
    await send({ type: "theme", theme: "__proto__" });
    await send({ type: "language", language: "ja-JP" });
    expect(told).toEqual([{ type: "language", language: "jp" }]);
  });

  test("asks for the next token a minute before the end, and ends without one", async () => {
    await vi.advanceTimersByTimeAsync(14 * MINUTE_MS - 1);
    expect(said).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(said).toEqual([[{ type: "portal:token-needed" }, HOST]]);
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect([gate.state(), gate.token()]).toEqual(["ended", undefined]);
  });

  test("goes on with the next token, whose own end counts", async () => {
    await vi.advanceTimersByTimeAsync(14 * MINUTE_MS);
    await auth(tokenOf({}, "next"));
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect([gate.state(), gate.token()]).toEqual(["open", tokenOf({}, "next")]);
    expect(sessions, "the pages stay as they are").toEqual(["lin"]);
  });

  test("a refused request waits for the next token, and not for ever", async () => {
    const next = gate.renewed(gate.token());
    await auth(tokenOf({}, "next"));
    expect(await next).toBe(tokenOf({}, "next"));
    const none = gate.renewed(gate.token());
    await vi.advanceTimersByTimeAsync(TOKEN_WAIT_MS);
    expect(await none).toBeUndefined();
  });

  test("does not listen to a flood, and listens again afterwards", async () => {
    for (let times = 0; times < 500; times++) await send({ type: "theme", theme: "dark" });
    expect(told.length).toBeLessThan(45);
    await vi.advanceTimersByTimeAsync(11_000);
    told = [];
    await send({ type: "theme", theme: "light" });
    expect(told).toEqual([{ type: "theme", theme: "light" }]);
  });
});
