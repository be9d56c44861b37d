import { describe, expect, test, vi } from "vitest";
import { VERSION_HISTORY_KEY } from "../store/plans.ts";
import { endSession, isEnded } from "../store/sessions.ts";
import { readKeys } from "../store/settings.ts";
import { noteVersion } from "../store/versions.ts";
import { bindings } from "./world.ts";

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
  "%s is done without",
  async (silent) => {
    const stored = await readKeys(only(silent), [silent, "payway_1_status"]);
    expect([...stored.values()]).toEqual([null, null]);
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
});
