import { randomUUID } from "node:crypto";
import { type JWTPayload, SignJWT } from "jose";
import type { Call } from "./load.ts";
import type { World } from "./world.ts";

/** A signed-in customer; every one comes from an address of its own, as customers do. */
export interface Customer {
  id: string;
  headers: Record<string, string>;
}

/** As many as wanted, signed in by the session cookie. The rate limits count by customer, so a new one is never limited. */
export function newCustomers(world: World, count: number): Promise<Customer[]> {
  return Promise.all(Array.from({ length: count }, () => newCustomer(world)));
}

export const newCustomer = (world: World, id = `bench-${randomUUID()}`): Promise<Customer> =>
  signedIn(world, id, { name: "林知夏", picture: "", email: "" }, "7d");

/** For a clock that is set: from then on, for longer than the year that it is for. */
export function customerUntil(
  world: World,
  id: string,
  fromMs: number,
  claims: object = {},
): Promise<Customer> {
  const iat = Math.floor(fromMs / 1000);
  return signedIn(
    world,
    id,
    { name: "林知夏", picture: "", email: "", ...claims, iat },
    iat + 500 * 86_400,
  );
}

async function signedIn(
  world: World,
  id: string,
  claims: JWTPayload,
  end: string | number,
): Promise<Customer> {
  const token = await new SignJWT({ sub: id, ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience("ec_session")
    .setIssuedAt(claims.iat)
    .setExpirationTime(end)
    .sign(new TextEncoder().encode(world.sessionSecret));
  return {
    id,
    headers: { cookie: `ec_session=${token}`, origin: world.productUrl, ...fromAnywhere() },
  };
}

let addresses = 0;

/** The next of sixteen million addresses. */
export function fromAnywhere(): Record<string, string> {
  addresses += 1;
  const parts = [10, (addresses >> 16) & 255, (addresses >> 8) & 255, addresses & 255];
  return { "cf-connecting-ip": parts.join(".") };
}

export const post = (
  path: string,
  headers: Record<string, string>,
  body: unknown,
  onResponse?: (status: number, body: string) => void,
): Call => ({
  method: "POST",
  path,
  headers: { ...headers, "content-type": "application/json" },
  body: JSON.stringify(body),
  ...(onResponse ? { onResponse } : {}),
});

export const get = (path: string, headers: Record<string, string>): Call => ({
  method: "GET",
  path,
  headers,
});
