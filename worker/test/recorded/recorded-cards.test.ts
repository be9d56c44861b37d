import { afterAll, describe, expect, test } from "vitest";
import { forgetMail, hearAll } from "../billing.ts";
import { restoreAfterEach, setClocks } from "../world.ts";
import { faultsInBooks, person, wakeAccount } from "./product.ts";
import { changeCard, creditsOf, invoicesOf, planOf } from "./product-plans.ts";
import { close, having, openAt } from "./recordings.ts";

/** Plans by card: what was recorded of an account goes on with what Stripe held of it. */

restoreAfterEach();
afterAll(close);

/** A renewal is paid an hour after its period began. */
const PAID_AFTER_MS = 2 * 3_600_000;

const endOf = async (customer: string) => Date.parse((await planOf(customer)).endDate ?? "");

const monthAfter = (atMs: number): number => {
  const date = new Date(atMs);
  return date.setUTCMonth(date.getUTCMonth() + 1);
};

describe("a plan by card", () => {
  test.each(having("ka"))(
    "$name: renews, is told of it, and has its credits",
    async (recording) => {
      await openAt(recording, [], ["ka"]);
      const end = await endOf("ka");
      const invoices = await invoicesOf("ka");
      await setClocks(end + PAID_AFTER_MS);
      await hearAll(await person("ka"));
      expect(await planOf("ka")).toMatchObject({ status: "active", renews: true });
      expect(await endOf("ka")).toBe(monthAfter(end));
      expect(await creditsOf("ka")).toMatchObject({ plan: { granted: 100, left: 100 } });
      expect(await invoicesOf("ka")).toEqual([
        expect.objectContaining({ issuer: "stripe", status: "paid", amount: "9.99" }),
        ...invoices,
      ]);
      expect(await faultsInBooks("ka")).toEqual([]);
    },
  );

  test.each(having("ka"))(
    "$name: that nobody told of its renewal asks Stripe itself",
    async (recording) => {
      await openAt(recording, [], ["ka"]);
      const end = await endOf("ka");
      await setClocks(end + PAID_AFTER_MS);
      await forgetMail();
      await wakeAccount("ka");
      expect(await planOf("ka")).toMatchObject({ status: "active" });
      expect(await endOf("ka")).toBe(monthAfter(end));
    },
  );

  test.each(having("ka"))("$name: is cancelled at its end", async (recording) => {
    await openAt(recording, [], ["ka"]);
    const end = await endOf("ka");
    await changeCard("ka", "cancel");
    await hearAll(await person("ka"));
    expect(Date.parse((await planOf("ka")).cancelAt ?? "")).toBe(end);
    await setClocks(end + PAID_AFTER_MS);
    await hearAll(await person("ka"));
    expect(await planOf("ka")).toMatchObject({ planId: "free", status: "ended" });
    expect(await faultsInBooks("ka")).toEqual([]);
  });

  test.each(having("suo"))(
    "$name: that was cancelled ends, or is resumed and renews",
    async (recording) => {
      await openAt(recording, [], ["suo"]);
      const end = await endOf("suo");
      await setClocks(end + PAID_AFTER_MS);
      await hearAll(await person("suo"));
      expect(await planOf("suo")).toMatchObject({ planId: "free", status: "ended" });

      await openAt(recording, [], ["suo"]);
      await changeCard("suo", "resume");
      await hearAll(await person("suo"));
      await setClocks(end + PAID_AFTER_MS);
      await hearAll(await person("suo"));
      expect(await planOf("suo")).toMatchObject({ status: "active", renews: true });
      expect(await endOf("suo")).toBe(monthAfter(end));
    },
  );
});
