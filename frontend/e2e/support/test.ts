import { test as base, expect } from "../fixtures.ts";
import { Centre } from "./centre.ts";
import { type Customer, signIn } from "./customers.ts";
import { Operator } from "./operator.ts";
import { PricingPage } from "./pricing.ts";
import { RechargeCentre } from "./recharge.ts";
import { Sandbox } from "./sandbox.ts";
import { Trouble } from "./trouble.ts";

export interface Helpers {
  /** Fails the test on any complaint of the browser that the test did not announce. */
  trouble: Trouble;
  /** The browser is signed in as somebody who exists in this test only. */
  customer: Customer;
  centre: Centre;
  recharge: RechargeCentre;
  pricing: PricingPage;
  sandbox: Sandbox;
  operator: Operator;
}

export const test = base.extend<Helpers>({
  trouble: [
    async ({ context }, use) => {
      const trouble = new Trouble(context);
      await use(trouble);
      expect(trouble.unexpected(), "complaints of the browser").toEqual([]);
    },
    { auto: true },
  ],
  customer: async ({ context, stack }, use) => {
    await use(await signIn(context, stack, "林知夏"));
  },
  centre: async ({ page }, use) => {
    await use(new Centre(page));
  },
  recharge: async ({ page }, use) => {
    await use(new RechargeCentre(page));
  },
  pricing: async ({ page }, use) => {
    await use(new PricingPage(page));
  },
  sandbox: async ({ stack }, use) => {
    const sandbox = new Sandbox(stack.sandboxUrl);
    await use(sandbox);
    await sandbox.forgetFaults();
  },
  operator: async ({ stack }, use) => {
    const operator = new Operator(stack);
    await use(operator);
    await operator.undo();
  },
});

export { expect };
