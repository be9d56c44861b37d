import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { forgetStripe } from "../../billing/connect.ts";
import { plansByCard, pricesAtStripe } from "../billing.ts";
import { beginWith } from "../crediting.ts";
import { lastingCustomer } from "../subscribing.ts";
import { bindings, control, restoreAfterEach, setClocks } from "../world.ts";
import { PLAYS, type Play } from "./plays.ts";
import { type Delivery, lateOne, Stage } from "./stage.ts";

/**
 * The sequences 8.1 to 8.20 (`plays.ts`) through the Worker: its webhook, the account's object, D1. The pure part is
 * `worker/billing/sequences*.test.ts`.
 */

restoreAfterEach();
beforeAll(plansByCard);
afterAll(() => control.reset());

const { firstSeed, shuffles, eachDelivery } = inject("lab");
const DEC_20 = Date.parse("2036-12-20T04:00:00Z");

/** Each by itself where that is asked for; otherwise all at once. */
const DELIVERIES: Delivery[] = eachDelivery
  ? [
      { name: "shuffled", shuffledBy: firstSeed },
      { name: "doubled", doubled: true },
      { name: "with the last event lost", lastLost: true },
      { name: "with the objects gone after every step", aborted: true },
    ]
  : [
      {
        ...{ name: "shuffled, doubled, the last one lost, the objects gone after every step" },
        ...{ shuffledBy: firstSeed, doubled: true, lastLost: true, aborted: true },
      },
    ];

beforeEach(async () => {
  // Whoever subscribed before would be renewed with everybody who goes a year ahead.
  await control.reset();
  forgetStripe();
  await setClocks(DEC_20);
  await pricesAtStripe();
  // What waits for customers of the sequences before would be looked into again and again.
  await bindings.DB.prepare("DELETE FROM stripe_event").run();
  await beginWith("v2");
});

async function played({ play }: Play, delivery: Delivery): Promise<Stage> {
  const stage = new Stage(await lastingCustomer(), delivery);
  await play(stage);
  await stage.settle();
  return stage;
}

describe.each(PLAYS.map((play) => [play.name, play] as const))("%s", (_, play) => {
  test("in order, and for an account that hears of it when it is over", {
    timeout: 600_000,
  }, async () => {
    const first = await played(play, { name: "in order" });
    expect(await first.shown()).toEqual(play.outcome);
    expect(await first.faults()).toEqual([]);
    if (play.late === "never") return;
    for (let seed = firstSeed; seed < firstSeed + shuffles; seed += 1) {
      const late = await lateOne(first, { name: `late ${seed}`, shuffledBy: seed });
      expect(await late.state(), `shuffled by ${seed}`).toEqual(await first.state());
      expect(await late.faults()).toEqual([]);
      if (play.late !== "other-credits")
        expect((await late.shown()).credits, `shuffled by ${seed}`).toBe(play.outcome.credits);
    }
  });

  test.each(DELIVERIES)("$name", async (delivery) => {
    const stage = await played(play, delivery);
    expect(await stage.shown()).toEqual(play.outcome);
    expect(await stage.faults()).toEqual([]);
  });
});
