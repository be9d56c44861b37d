import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { ANSWER_BYTES_MAX, exchange, GATEWAY_TIMEOUT_MS, liveTools } from "./tools.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  vi.unstubAllGlobals();
  for (const close of closing.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const get = (url: string) => exchange(liveTools, url, { method: "GET", headers: {} });

/** Lets the budget pass in 50 ms instead of five seconds. */
function hurry() {
  const later = setTimeout;
  vi.stubGlobal("setTimeout", (run: () => void, ms: number) =>
    later(run, ms === GATEWAY_TIMEOUT_MS ? 50 : ms),
  );
}

test("sends what it is given and hands back what came", async () => {
  const url = await serve((request, response) => {
    request.on("data", (chunk) => response.write(`${request.method} ${chunk}`));
    request.on("end", () => response.end());
  });
  const answer = await exchange(liveTools, url, { method: "POST", headers: {}, body: "月" });
  expect(answer).toMatchObject({ ok: true, value: { status: 200, body: "POST 月" } });
});

test("a byte order mark stays, since the signature covers it", async () => {
  const url = await serve((_, response) => response.end("\ufeff{}"));
  expect(await get(url)).toMatchObject({ ok: true, value: { body: "\ufeff{}" } });
});

test("a redirect is handed back, not followed", async () => {
  let hits = 0;
  const url = await serve((_, response) => {
    hits += 1;
    response.writeHead(302, { Location: "/elsewhere" }).end();
  });
  expect(await get(url)).toMatchObject({ ok: true, value: { status: 302 } });
  expect(hits).toBe(1);
});

test("an answer that never begins is given up", async () => {
  hurry();
  const url = await serve(() => {});
  const detail = `no answer in ${GATEWAY_TIMEOUT_MS} ms`;
  expect(await get(url)).toEqual({ ok: false, error: { reason: "unavailable", detail } });
});

test("an answer that trickles is given up within the same budget", async () => {
  hurry();
  const url = await serve((_, response) => {
    const drip = setInterval(() => response.write(" "), 5);
    response.on("close", () => clearInterval(drip));
  });
  expect(await get(url)).toMatchObject({ ok: false, error: { reason: "unavailable" } });
});

test("an answer without end is cut off", async () => {
  const url = await serve((_, response) => {
    const pour = () => {
      while (response.write("x".repeat(64 * 1024)) && !response.destroyed);
    };
    response.on("drain", pour);
    pour();
  });
  const detail = `answer exceeds ${ANSWER_BYTES_MAX} bytes`;
  expect(await get(url)).toEqual({ ok: false, error: { reason: "unavailable", detail } });
});

test("a connection that breaks is unavailable", async () => {
  const url = await serve((_, response) => {
    response.write("half");
    response.destroy();
  });
  expect(await get(url)).toMatchObject({ ok: false, error: { reason: "unavailable" } });
  expect(await get("http://127.0.0.1:1/")).toMatchObject({ ok: false });
});

test("ids have their length, the alphabet of a nonce, and do not repeat", () => {
  const ids = Array.from({ length: 200 }, () => liveTools.randomId(32));
  expect(ids.every((id) => /^[0-9A-Za-z]{32}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(200);
});
