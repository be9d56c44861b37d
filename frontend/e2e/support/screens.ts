import { type Browser, devices, expect, type Page } from "@playwright/test";
import type { Stack } from "../stack.ts";
import { type Customer, signIn } from "./customers.ts";
import { Trouble } from "./trouble.ts";

// The pixel ratio of one keeps the pictures small.
const DEVICES = {
  phone: { ...devices["Pixel 7"], viewport: { width: 360, height: 740 }, deviceScaleFactor: 1 },
  desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
} as const;

export interface Screen {
  kind: keyof typeof DEVICES;
  page: Page;
}

export interface Screens {
  customer: Customer;
  screens: Screen[];
  /** Fails the test on any complaint of either browser. */
  close(): Promise<void>;
}

/** One customer at a phone and at a desktop. What they buy at one is theirs at the other. */
export async function openScreens(browser: Browser, stack: Stack, name: string): Promise<Screens> {
  const phone = await browser.newContext(DEVICES.phone);
  const desktop = await browser.newContext(DEVICES.desktop);
  const troubles = [new Trouble(phone), new Trouble(desktop)];
  const customer = await signIn(phone, stack, name);
  await desktop.addCookies(await phone.cookies());
  return {
    customer,
    screens: [
      { kind: "phone", page: await phone.newPage() },
      { kind: "desktop", page: await desktop.newPage() },
    ],
    close: async () => {
      expect(troubles.flatMap((one) => one.unexpected())).toEqual([]);
      await Promise.all([phone.close(), desktop.close()]);
    },
  };
}
