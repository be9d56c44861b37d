import { describe, expect, test, vi } from "vitest";
import { giveRole } from "../store/operators.ts";
import { VERSION_HISTORY_KEY } from "../store/plans.ts";
import { endSession, isEnded } from "../store/sessions.ts";
import { readKeys, recallKeys } from "../store/settings.ts";
import { noteVersion } from "../store/versions.ts";
import { bindings, customer, mint, requestWith } from "./world.ts";

/** Several keys whose values are too large together are read one by one. */

/** KV that refuses to read keys together, and to read `silent` ones at all. */
const refusing = (isSilent: (key: string) => boolean = () => false) =>
  ({
    get: (key: string | string[], options?: { type: "text" }) =>
      Array.isArray(key) || isSilent(key)
        ? Promise.reject(new Error("413: too large together"))
        : bindings.CONFIG.get(key, options),
  }) as unknown as KVNamespace;

const only = (silent: string) => refusing((key) => key === silent);

test("all that is there is known", async () => {
  await bindings.CONFIG.put("recharge_status", "false");
  const stored = await readKeys(refusing(), ["recharge_status", "payway_1_status"]);
  await bindings.CONFIG.delete("recharge_status");
  expect([...stored]).toEqual([
    ["recharge_status", "false"],
    ["payway_1_status", null],
  ]);
});

test.each(["coze_package_explain", "coze_package_explain:en", "cache:plans:2", "cache:catalog:2"])(
  "a customer's page does without %s, and an operator's does not",
  async (silent) => {
    const keys = [silent, "payway_1_status"];
    const stored = await recallKeys({ CONFIG: only(silent) }, keys, Date.now());
    expect([...stored.values()]).toEqual([null, null]);
    await expect(readKeys(only(silent), keys)).rejects.toThrow("413");
  },
);

describe("what cannot be read is not taken for what nobody has set", () => {
  test.each(["recharge_status", "credit_system_version", "credit_system_history"])(
    "%s",
    async (silent) => {
      await expect(readKeys(only(silent), ["payway_1_status", silent])).rejects.toThrow("413");
    },
  );

  test("a switch of the credit system that nobody made is not noted", async () => {
    await bindings.CONFIG.put("credit_system_version", "v1");
    await noteVersion(bindings.CONFIG, 1_000);
    const before = await bindings.CONFIG.get(VERSION_HISTORY_KEY);
    const silent = { ...only("credit_system_version"), put: vi.fn() };
    await expect(noteVersion(silent as unknown as KVNamespace, Date.now())).rejects.toThrow("413");
    expect(silent.put).not.toHaveBeenCalled();
    expect(before).toContain("v1");
  });

  test("a session that was ended does not count for the key that can still be read", async () => {
    const session = { customerId: crypto.randomUUID(), sessionId: "one", signedInAtMs: 1_000 };
    await endSession(bindings, session, 2_000);
    const keys: string[] = [];
    const first = refusing((key) => keys.push(key) === 1);
    await expect(isEnded({ CONFIG: first }, session, 3_000)).rejects.toThrow("413");
    expect(await isEnded({ CONFIG: refusing() }, session, 3_000)).toBe(true);
  });

  test("a text that another operator wrote is neither overwritten nor deleted", async () => {
    const name = "coze_package_explain";
    const owner = await customer();
    await giveRole(bindings.DB, { subject: owner.id, role: "owner", by: "test", nowMs: 0 });
    await bindings.CONFIG.put(name, "<p>just written</p>");
    const headers = {
      authorization: `Bearer ${await mint({ sub: owner.id })}`,
      "content-type": "application/json",
    };
    const CONFIG = only(name);
    const put = JSON.stringify({ value: "<p>mine</p>", expected: "unset", reason: "x" });
    const path = `/api/console/flags/${name}`;
    const acts = [
      await requestWith({ CONFIG }, path, { method: "PUT", headers, body: put }),
      await requestWith({ CONFIG }, `${path}?expected=unset&reason=x`, {
        ...{ method: "DELETE", headers },
      }),
      await requestWith({ CONFIG }, "/api/console/flags", { headers }),
    ];
    expect(acts.map(({ status }) => status)).toEqual([500, 500, 500]);
    expect(await bindings.CONFIG.get(name)).toBe("<p>just written</p>");
    await bindings.CONFIG.delete(name);
  });
});
