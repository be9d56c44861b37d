import { expect } from "@playwright/test";
import type { FreshCopy, Said } from "./fresh-copy.ts";
import type { Shopkeeper, Sold } from "./shopkeeper.ts";

/** What the documents have typed to give money back, each for an order that was just sold. */
export interface RefundCommands {
  copy(): FreshCopy;
  shop(): Shopkeeper;
  succeeds(commandLine: string): Promise<string>;
  fails(commandLine: string): Promise<Said>;
}

type Covered = [RegExp, { run(command: string): Promise<void> }];

/** A stand-in of the documents, which a test replaces by an order of its own. */
const ORDER = /EC20261120A7K3M9Q0ZX/;

/** Types the documents' command for this order. */
const refunding = (command: string, { orderNo }: Sold) =>
  `${command.replace(ORDER, orderNo)} --yes`;

export const refundCommands = ({ copy, shop, succeeds, fails }: RefundCommands): Covered[] => [
  [
    /^npm run refund -- \S+ --retry$/,
    {
      run: async (command) => {
        const sold = await shop().sell();
        await shop().breakNext("refund-closed");
        const first = await fails(`npm run refund -- ${sold.orderNo} --yes`);
        expect(first.output).toContain(`npm run refund -- ${sold.orderNo} --retry`);
        const tried = await succeeds(refunding(command.replace("<order>", sold.orderNo), sold));
        expect(tried).toContain("The money is back with the customer.");
      },
    },
  ],
  [
    /^npm run refund -- \S+$/,
    {
      run: async (command) => {
        const sold = await shop().sell();
        expect(await succeeds(refunding(command, sold))).toContain("Taken back: 550 power.");
        expect(await shop().statusOf(sold)).toBe("refunded");
        expect(await succeeds(refunding(command, sold))).toContain("It was asked for before");
      },
    },
  ],
  [
    /^npm run refund -- \S+ --claw-back what-is-left$/,
    {
      run: async (command) => {
        const sold = await shop().sell();
        expect(await succeeds(refunding(command, sold))).toContain(
          "The money is back with the customer.",
        );
        expect(await shop().statusOf(sold)).toBe("refunded");
      },
    },
  ],
  [
    /^EC_TOKEN=… npm run refund -- \S+ --to https:\/\/pay\.example\.com --reason "…"$/,
    {
      run: async (command) => {
        const sold = await shop().sell();
        const here = command
          .replace("EC_TOKEN=…", `EC_TOKEN=${await shop().operatorToken()}`)
          .replace("https://pay.example.com", copy().appUrl)
          .replace('"…"', '"bought twice"');
        expect(await succeeds(refunding(here, sold))).toContain(`At ${copy().appUrl}`);
        expect(await shop().reasonsOf(sold)).toEqual(["bought twice"]);
      },
    },
  ],
];
