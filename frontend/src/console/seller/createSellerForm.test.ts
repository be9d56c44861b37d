import { createRoot } from "solid-js";
import { afterEach, expect, test, vi } from "vitest";
import type { SellerNow } from "../api/invoices.ts";
import { createSellerForm } from "./createSellerForm.ts";

afterEach(() => void vi.unstubAllGlobals());

const SELLER: NonNullable<SellerNow["seller"]> = {
  ...{ name: "示例科技有限公司", address: "旧路", country: "CN", email: "", phone: "", note: "" },
  ...{ taxIds: [], pricesIncludeTax: true, sincePeriod: "2026-11" },
  taxes: { default: { rate: 600, mark: "" } },
};
const now = (change: object, version: string): SellerNow => ({
  ...{ seller: { ...SELLER, ...change }, version, updatedAt: "2026-11-26T00:00:00.000Z" },
});

/** What the API answers, one call after the other; answers with what was sent. */
function answering(...answers: [number, object][]): Record<string, unknown>[] {
  const sent: Record<string, unknown>[] = [];
  vi.stubGlobal("fetch", async (_path: string, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)) as Record<string, unknown>);
    const [status, body] = answers[sent.length - 1] ?? [500, {}];
    return new Response(JSON.stringify(body), { status });
  });
  return sent;
}

test("what was typed stays, the rest follows who saved first, and the next save goes by what stands then", async () => {
  const theirs = now({ address: "新路", phone: "0591", note: "两人都写" }, "v2");
  const problem = { code: "SELLER_CHANGED", title: "changed", current: theirs };
  const sent = answering([409, problem], [200, now({}, "v3")]);
  await createRoot(async (dispose) => {
    const seller = createSellerForm(now({}, "v1"));
    seller.setForm("email", "a@example.com");
    seller.setForm("note", "我写的");
    await seller.submit();
    expect(seller.form).toMatchObject({
      ...{ address: "新路", phone: "0591", email: "a@example.com", note: "我写的" },
    });
    expect(seller.differences().map(({ path, isMine }) => [path, isMine])).toEqual([
      ["address", false],
      ["phone", false],
      ["note", true],
    ]);
    seller.change("note", "两人都写");
    await seller.submit();
    expect(seller.differences()).toEqual([]);
    dispose();
  });
  expect(sent.map(({ version }) => version)).toEqual(["v1", "v2"]);
  expect(sent[1]).toMatchObject({ address: "新路", email: "a@example.com", note: "两人都写" });
});

test("what is typed and not saved is known, until it is saved, given up or typed back", async () => {
  answering([200, now({ phone: "0591" }, "v2")]);
  await createRoot(async (dispose) => {
    const seller = createSellerForm(now({}, "v1"));
    expect(seller.isChanged()).toBe(false);
    seller.setForm("phone", "0591 ");
    expect(seller.isChanged()).toBe(true);
    seller.setForm("phone", "");
    expect(seller.isChanged()).toBe(false);
    seller.setForm("taxes", "default", "rate", "9");
    expect(seller.isChanged()).toBe(true);
    seller.discard();
    expect([seller.isChanged(), seller.form.taxes.default.rate]).toEqual([false, "6"]);
    seller.setForm("phone", "0591 ");
    await seller.submit();
    expect([seller.isChanged(), seller.form.phone]).toEqual([false, "0591"]);
    dispose();
  });
});

test("a lost connection keeps what was typed and what it was typed over", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("offline");
  });
  await createRoot(async (dispose) => {
    const seller = createSellerForm(now({}, "v1"));
    seller.setForm("taxes", "default", "rate", "9");
    expect((await seller.submit()).ok).toBe(false);
    expect(seller.form.taxes.default.rate).toBe("9");
    expect(seller.seen().version).toBe("v1");
    dispose();
  });
});
