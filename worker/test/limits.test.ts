import { describe, expect, test } from "vitest";
import type { Env } from "../env.ts";
import { LIMITS, type Limiter } from "../http/core/limits.ts";
import { MISSING, ORDER, PREPAY, problemOf, send } from "./problem.ts";
import { bindings, mint, requestWith } from "./world.ts";

/** Limiters that count as the platform's do, and remember by what. */
function counting(limits: Partial<Record<Limiter, number>>) {
  const uses = new Map<string, number>();
  const limiter = (name: Limiter): RateLimit => ({
    limit: async ({ key }) => {
      const count = (uses.get(`${name} ${key}`) ?? 0) + 1;
      uses.set(`${name} ${key}`, count);
      return { success: count <= (limits[name] ?? Number.POSITIVE_INFINITY) };
    },
  });
  const change: Partial<Env> = {
    LIMITER: limiter("LIMITER"),
    PURCHASE_LIMITER: limiter("PURCHASE_LIMITER"),
    ADDRESS_LIMITER: limiter("ADDRESS_LIMITER"),
  };
  return { change, uses };
}

const RECHARGE = "/api/recharge/submitRecharge";
const OFFICE = "203.0.113.7";

/** What is limited by customer and by address -> the action it is counted as. */
const WRITES = [
  [ORDER, "order"],
  [RECHARGE, "order"],
  [PREPAY, "prepay"],
  ["/api/pay/cancel", "cancel"],
] as const;

async function write(change: Partial<Env>, path: string, sub: string, address?: string) {
  const { init } = send(path, { id: "x", from: "coze", orderId: MISSING, payType: 1 });
  const headers = {
    ...init.headers,
    authorization: `Bearer ${await mint({ sub })}`,
    ...(address ? { "cf-connecting-ip": address } : {}),
  };
  return requestWith(change, path, { ...init, headers });
}

async function expectRefused(response: Response) {
  expect(response.headers.get("retry-after")).toBe("60");
  expect((await problemOf(response)).code).toBe("TOO_MANY_REQUESTS");
}

describe.each(WRITES)("%s", (path, action) => {
  test("is limited for a customer, wherever they are, and for nobody else", async () => {
    const { change, uses } = counting({ PURCHASE_LIMITER: 1 });
    expect((await write(change, path, "lin", "198.51.100.1")).status).not.toBe(429);
    await expectRefused(await write(change, path, "lin", "198.51.100.2"));
    expect((await write(change, path, "alex", "198.51.100.1")).status).not.toBe(429);
    expect(uses.get(`PURCHASE_LIMITER ${action}:lin`)).toBe(2);
  });

  test("is limited for an address, whoever is there, and for no other address", async () => {
    const { change, uses } = counting({ ADDRESS_LIMITER: 2 });
    expect((await write(change, path, "a", OFFICE)).status).not.toBe(429);
    expect((await write(change, path, "b", OFFICE)).status).not.toBe(429);
    await expectRefused(await write(change, path, "c", OFFICE));
    expect((await write(change, path, "c", "198.51.100.1")).status).not.toBe(429);
    expect(uses.get(`ADDRESS_LIMITER ${action}:${OFFICE}`)).toBe(3);
  });

  test("without an address is limited by customer only", async () => {
    const { change, uses } = counting({ ADDRESS_LIMITER: 0 });
    expect((await write(change, path, "lin")).status).not.toBe(429);
    expect([...uses.keys()]).toEqual([`PURCHASE_LIMITER ${action}:lin`]);
  });
});

test("the two centres' orders count together", async () => {
  const { change } = counting({ PURCHASE_LIMITER: 1 });
  expect((await write(change, ORDER, "lin")).status).not.toBe(429);
  await expectRefused(await write(change, RECHARGE, "lin"));
});

describe("signing in", () => {
  const from = (address: string | undefined, cookie?: string): RequestInit => ({
    redirect: "manual",
    headers: {
      ...(address ? { "cf-connecting-ip": address } : {}),
      ...(cookie ? { cookie } : {}),
    },
  });

  test.each(["/api/auth/login", "/api/auth/callback?code=x&state=y"])(
    "at %s is limited by address",
    async (path) => {
      const { change } = counting({ LIMITER: 1 });
      expect((await requestWith(change, path, from(OFFICE))).status).not.toBe(429);
      await expectRefused(await requestWith(change, path, from(OFFICE)));
      expect((await requestWith(change, path, from("198.51.100.1"))).status).not.toBe(429);
    },
  );

  test.each(["/api/auth/login", "/api/auth/callback?code=x&state=y"])(
    "at %s a browser that is limited is led home, where it is told",
    async (path) => {
      const { change } = counting({ LIMITER: 0 });
      const { headers } = from(OFFICE);
      const browser = {
        headers: { ...headers, accept: "text/html,*/*" },
        redirect: "manual",
      } as const;
      const response = await requestWith(change, path, browser);
      expect([response.status, response.headers.get("location")]).toEqual([302, "/?signIn=failed"]);
    },
  );

  test.each(["/api/auth/login", "/api/auth/callback?code=x&state=y"])(
    "at %s without an address is not limited",
    async (path) => {
      const { change, uses } = counting({ LIMITER: 0 });
      expect((await requestWith(change, path, from(undefined))).status).not.toBe(429);
      expect(uses.size).toBe(0);
    },
  );

  test("is limited by customer once it shows who it is, and gives no session", async () => {
    const { change, uses } = counting({ LIMITER: 1 });
    const signIn = async () => {
      const begun = await requestWith(change, "/api/auth/login", from(undefined));
      const address = new URL(begun.headers.get("location") ?? "");
      const form = new URLSearchParams(address.search);
      form.set("sub", "customer-lin");
      const chosen = await fetch(new URL(address.pathname, address), {
        method: "POST",
        body: form,
        redirect: "manual",
      });
      const back = new URL(chosen.headers.get("location") ?? "");
      const cookie = begun.headers.getSetCookie()[0]?.split(";")[0] ?? "";
      return requestWith(change, back.pathname + back.search, from(undefined, cookie));
    };
    expect((await signIn()).status).toBe(302);
    const second = await signIn();
    expect(second.headers.getSetCookie().join()).not.toContain("ec_session=");
    await expectRefused(second);
    expect(uses.get("LIMITER sign-in:customer-lin")).toBe(2);
  });
});

test.each(Object.entries(LIMITS))(
  "%s of the platform lets %i uses a minute through, and then refuses",
  async (name, limit) => {
    const limiter = bindings[name as Limiter] as RateLimit;
    const key = crypto.randomUUID();
    let allowed = 0;
    // Twice as many when the minute ends in between.
    while (allowed <= 2 * limit && (await limiter.limit({ key })).success) allowed += 1;
    expect(allowed).toBeGreaterThanOrEqual(limit);
    expect(allowed).toBeLessThanOrEqual(2 * limit);
  },
);
