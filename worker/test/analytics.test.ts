import { afterEach, beforeEach, expect, type MockInstance, test, vi } from "vitest";
import type { Env } from "../env.ts";
import { requestWith } from "./world.ts";

const ON: Partial<Env> = { POSTHOG_KEY: "phc_test", POSTHOG_HOST: "https://posthog.example/" };
const OFF: Partial<Env> = { POSTHOG_KEY: "", POSTHOG_HOST: "" };
const BATCH = { api_key: "phc_somebody-else", batch: [{ event: "recharge_view" }] };

const post = (change: Partial<Env>, body: string) =>
  requestWith(change, "/api/analytics/batch/", {
    method: "POST",
    body,
    headers: { cookie: "ec_session=stale", "x-forwarded-for": "192.0.2.1" },
  });

let errors: MockInstance<typeof console.error>;
let warnings: MockInstance<typeof console.warn>;
let upstream: MockInstance<typeof fetch>;

beforeEach(() => {
  upstream = vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response("{}"));
  errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
  warnings = vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test("with a key the page is told where to send", async () => {
  const response = await requestWith(ON, "/api/analytics");
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ key: "phc_test", host: "/api/analytics" });
});

test.each<[string, Partial<Env>, number]>([
  ["without a key", OFF, 0],
  ["with a blank key", { ...ON, POSTHOG_KEY: " " }, 0],
  ["with a key that is none", { ...ON, POSTHOG_KEY: "a b" }, 1],
  ["with a key and no host", { ...ON, POSTHOG_HOST: "" }, 1],
  ["with a host that is none", { ...ON, POSTHOG_HOST: "posthog" }, 1],
])("%s it is off, and a mistake is logged", async (_, change, complaints) => {
  const response = await requestWith(change, "/api/analytics");
  expect(response.status).toBe(204);
  expect(errors).toHaveBeenCalledTimes(complaints);
  expect((await post(change, JSON.stringify(BATCH))).status).toBe(202);
  expect(upstream).not.toHaveBeenCalled();
});

test("a batch goes on under our key, with nothing of the browser's", async () => {
  expect((await post(ON, JSON.stringify(BATCH))).status).toBe(202);
  expect(upstream).toHaveBeenCalledTimes(1);
  const [address, init] = upstream.mock.calls[0] ?? [];
  expect(address).toBe("https://posthog.example/batch/");
  expect(init?.headers).toEqual({ "content-type": "application/json" });
  expect(JSON.parse(String(init?.body))).toEqual({ ...BATCH, api_key: "phc_test" });
});

test.each(["", "not JSON", "null", "[]", "{}", '{"batch":[]}', '{"batch":[1]}', '{"batch":{}}'])(
  "%j is taken and dropped",
  async (body) => {
    expect((await post(ON, body)).status).toBe(202);
    expect(upstream).not.toHaveBeenCalled();
  },
);

test.each<[string, () => Promise<Response>]>([
  ["refuses", async () => new Response("no", { status: 401 })],
  ["fails", async () => new Response("", { status: 503 })],
  ["does not answer", () => Promise.reject(new DOMException("timed out", "TimeoutError"))],
])("when PostHog %s, the page hears the same", async (_, answer) => {
  upstream.mockImplementation(answer);
  expect((await post(ON, JSON.stringify(BATCH))).status).toBe(202);
  expect(warnings).toHaveBeenCalledTimes(1);
});

test("PostHog is waited for two seconds at most", async () => {
  upstream.mockImplementation(
    (_, init) =>
      new Promise((_resolve, reject) =>
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
      ),
  );
  const since = Date.now();
  expect((await post(ON, JSON.stringify(BATCH))).status).toBe(202);
  expect(Date.now() - since).toBeLessThan(3_000);
});

test("a body that is too large is refused", async () => {
  expect((await post(ON, "x".repeat(65 * 1024))).status).toBe(413);
  expect(upstream).not.toHaveBeenCalled();
});
