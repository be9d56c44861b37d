import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { beginWith, hostWithCustomer, plansOnSale } from "./crediting.ts";
import { accountOf } from "./shop.ts";
import { bindings, type Customer, customer, restoreAfterEach, setClocks } from "./world.ts";

restoreAfterEach();
beforeAll(plansOnSale);

const NOW = Date.parse("2036-12-20T04:00:00Z");

interface Manifest {
  customerId: string;
  hash: string;
}

let operator: Customer;
beforeEach(async () => {
  await setClocks(NOW);
  await bindings.DB.prepare("DELETE FROM customer").run();
  await beginWith("v2");
  operator = await customer({ role: "operator", expiresInSeconds: 40 * 366 * 86_400 });
});

/** The clock is put far enough ahead for the accounts to have told D1 of themselves. */
async function listed(who: Customer): Promise<void> {
  await setClocks(Date.now() + 60_000);
  await runDurableObjectAlarm(accountOf(who));
}

async function manifests(): Promise<Manifest[]> {
  const { body } = await operator.get<{ accounts: Manifest[] }>("/api/console/credits/manifests");
  return body.accounts;
}

const switchTo = async (version: string) =>
  (await operator.post<object>("/api/console/credits/switch", { version })).body;

const verify = async (accounts: Manifest[]) =>
  (await operator.post<{ accounts: object[] }>("/api/console/credits/verify", { accounts })).body
    .accounts;

test("v1, use, v2, use, v1: manifests are equal but for what the history says", async () => {
  const [busy, idle] = [await hostWithCustomer(), await hostWithCustomer()];
  await busy.plan("pro_monthly");
  await idle.spend(1);
  for (const { who } of [busy, idle]) await listed(who);
  const before = await manifests();
  expect(before).toHaveLength(2);

  expect(await switchTo("v1")).toMatchObject({
    version: "v1",
    purchasesEnabled: true,
    switches: [{ to: "v2" }, { from: "v2", to: "v1" }],
    customers: 2,
  });
  expect(await manifests()).toEqual(before);
  expect(await verify(before)).toEqual(
    before.map(({ customerId }) => ({ customerId, result: "same" })),
  );

  await busy.spend(30);
  await switchTo("v2");
  await busy.send("POST", "/grant", { asset: "credits", amount: 7 });
  await switchTo("v1");
  const resultOf = (who: Customer, results: object[]) =>
    results.find((each) => (each as Manifest).customerId === who.id);
  const after = await verify(before);
  expect(resultOf(idle.who, after)).toEqual({ customerId: idle.who.id, result: "same" });
  expect(resultOf(busy.who, after)).toEqual({
    customerId: busy.who.id,
    result: "journalled",
    transactions: 2,
    units: -23,
  });
});

describe("verifying finds", () => {
  test.each([
    ["a lot that lost units", "UPDATE lot SET remaining = remaining - 1"],
    [
      "a lot that came from nowhere",
      "UPDATE lot SET granted = granted + 1, remaining = remaining + 1",
    ],
    ["a lot that ends at another time", "UPDATE lot SET expires_at = NULL"],
    [
      "an account that was put back",
      "DELETE FROM lot; DELETE FROM ledger_entry; DELETE FROM ledger_transaction",
    ],
  ])("%s", async (_what, corruption) => {
    const { who, spend } = await hostWithCustomer();
    await spend(1);
    await listed(who);
    const before = await manifests();
    await runInDurableObject(accountOf(who), (_object, { storage }) => {
      for (const statement of corruption.split(";")) storage.sql.exec(statement);
    });
    expect(await verify(before)).toMatchObject([{ result: "differs" }]);
  });

  test("a lot that lost units behind a spending that says something else", async () => {
    const { who, spend } = await hostWithCustomer();
    await spend(1);
    await listed(who);
    const before = await manifests();
    await spend(1);
    await runInDurableObject(accountOf(who), (_object, { storage }) => {
      storage.sql.exec("UPDATE lot SET remaining = remaining - 1");
    });
    expect(await verify(before)).toMatchObject([{ result: "differs" }]);
  });
});

test("the same version again writes nothing into the history", async () => {
  const first = await switchTo("v1");
  expect(await switchTo("v1")).toEqual(first);
});

test("the catalog is the same to the bit after a switch there and back", async () => {
  const dump = async () =>
    Promise.all(
      ["plan", "plan_price", "plan_allowance", "credit_package", "credit_package_price"].map(
        async (table) => (await bindings.DB.prepare(`SELECT * FROM ${table}`).all()).results,
      ),
    );
  const before = await dump();
  await switchTo("v1");
  await switchTo("v2");
  expect(await dump()).toEqual(before);
});

test.each(["v3", "", "V1"])("%j is no version", async (version) => {
  expect((await operator.post("/api/console/credits/switch", { version })).status).toBe(422);
});
