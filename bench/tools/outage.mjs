/**
 * Stands before the product's unchanged bundle in `npm run bench -- credit` alone: the same Worker and the same objects,
 * with a D1 that can be made to fail from outside. workerd keeps D1 inside its own process, so no server can be stopped.
 */
import product, { AccountObject, OrderObject as Product } from "./product.mjs";

export { AccountObject };

/** `up`, `failing` (at once) or `hanging`. One isolate runs the Worker and its objects, so they share it. */
let database = "up";

export class OrderObject extends Product {
  constructor(ctx, env) {
    super(ctx, withOutage(env));
  }
}

export default {
  fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/bench/database") return product.fetch(request, withOutage(env), ctx);
    database = searchParams.get("is");
    return new Response(database);
  },
};

/** One stand-in for one environment: the product keeps what it built under it. */
const standIns = new WeakMap();

function withOutage(env) {
  const made =
    standIns.get(env) ??
    new Proxy(env, {
      get: (target, name) => (name === "DB" && database !== "up" ? DOWN : target[name]),
    });
  standIns.set(env, made);
  return made;
}

const fail = () =>
  database === "hanging"
    ? new Promise((_, reject) => setTimeout(reject, 30_000, new Error("D1_ERROR: timed out")))
    : Promise.reject(new Error("D1_ERROR: Network connection lost."));

const STATEMENT = { bind: () => STATEMENT, run: fail, all: fail, first: fail, raw: fail };
const DOWN = { prepare: () => STATEMENT, batch: fail };
