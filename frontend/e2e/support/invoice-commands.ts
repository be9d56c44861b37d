import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "@playwright/test";
import type { FreshCopy } from "./fresh-copy.ts";
import type { Shopkeeper } from "./shopkeeper.ts";

/** What docs/invoices.md has typed, at a copy of the project in which somebody bought something. */
export interface InvoiceCommands {
  copy(): FreshCopy;
  shop(): Shopkeeper;
  succeeds(commandLine: string, environment?: Record<string, string>): Promise<string>;
}

export function invoiceCommands({ copy, shop, succeeds }: InvoiceCommands) {
  let known: { number: string; orderNo: string } | undefined;
  let version = "";

  /** An invoice over one order. */
  async function invoiced(): Promise<{ number: string; orderNo: string }> {
    const { orderNo } = await shop().sell();
    return { number: await shop().invoice(), orderNo };
  }

  async function typed(command: string, number?: string): Promise<string> {
    known ??= await invoiced();
    const here = command
      .replace("localhost:8788", new URL(copy().appUrl).host)
      .replaceAll("2026-11", shop().period())
      .replace("INV202611001", number ?? known.number);
    return succeeds(here, {
      TOKEN: await shop().operatorToken(),
      CUSTOMER_TOKEN: await shop().buyerToken(),
      VERSION: version,
    });
  }

  /** An answer that has this in it. */
  const answering = (expected: RegExp) => ({
    run: async (command: string) => expect(await typed(command)).toMatch(expected),
  });

  const seller = {
    run: async (command: string) => {
      const said = await typed(command); // With curl's progress before the answer, or after it.
      version = /"version":"([0-9a-f]{32})"/.exec(said)?.[1] ?? "";
      expect(version, said).not.toBe("");
    },
  };

  /** Says who sells of what `seller` saw. */
  const selling = {
    run: async (command: string) => {
      expect(version, "seen before").not.toBe("");
      expect(await typed(command)).toMatch(/"sincePeriod":"20\d\d-\d\d"/);
    },
  };

  const issuing = {
    run: async (command: string) => {
      known ??= await invoiced();
      await shop().sell();
      // What was paid reaches the lists a moment later.
      await expect.poll(() => typed(command)).toMatch(/"items":\[\{"id":"in_/);
    },
  };

  const pdf = {
    run: async (command: string) => {
      await typed(command);
      expect((await readFile(path.join(copy().folder, "invoice.pdf"), "latin1")).slice(0, 5)).toBe(
        "%PDF-",
      );
    },
  };

  const crediting = {
    run: async (command: string) => {
      const { number, orderNo } = await invoiced();
      await succeeds(`npm run refund -- ${orderNo} --yes`);
      expect(await typed(command, number)).toMatch(/"creditNotes":\[\{"id":"in_/);
    },
  };

  const fapiaoOf = {
    run: async (command: string) => {
      expect(await typed(command, (await invoiced()).number)).toContain('"status":"requested"');
    },
  };

  const file = () => path.join(copy().folder, "fapiao.csv");

  const fileOut = {
    run: async (command: string) => {
      await typed(command);
      expect(await readFile(file(), "utf8")).toContain("申请编号,账单编号");
    },
  };

  /** The file that came out, with the number of one filled in. */
  const fileIn = {
    run: async (command: string) => {
      const { number } = await invoiced();
      const id = await shop().wantFapiao(number);
      await writeFile(file(), `\ufeff申请编号,发票号码\r\n${id},'24952000000123456789\r\n`);
      expect(await typed(command)).toContain('"done":1');
    },
  };

  return { answering, seller, selling, issuing, pdf, crediting, fapiaoOf, fileOut, fileIn };
}
