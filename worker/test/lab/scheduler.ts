import type { Dice } from "./dice.ts";
import type { Journeys } from "./journeys.ts";

/**
 * Mixes what happens at once. Every step that leaves an object (a gateway, D1, another object) waits here for its turn,
 * and one is let through at a time, so that the order of steps is the seed's and not the machine's.
 *
 * Objects and the laboratory live in contexts that must not resolve each other's promises, so both sides look at flags.
 */
export class Scheduler {
  #open = false;
  #waiting: Waiting[] = [];
  /** Grows with everything that happens, so that rest can be told from work. */
  #stirs = 0;
  #crossed = 0;
  /** Things under way in the outside world, which no crossing shows. */
  #outside = 0;
  #crashWanted = false;
  readonly #journeys: Journeys;

  constructor(journeys: Journeys) {
    this.#journeys = journeys;
  }

  /** Steps that wait are let through by their labels; `detail` puts those of one label into an order. */
  async turn(label: string, detail: string): Promise<void> {
    this.#stirs += 1;
    if (!this.#open) return;
    const mine: Waiting = { label: `${label}\n${detail}`, mayGo: false };
    this.#waiting.push(mine);
    while (!mine.mayGo) await pause(0);
  }

  /** What happens outside of the product takes no time: nothing is let through meanwhile. */
  async outside<T>(work: () => Promise<T>): Promise<T> {
    this.#outside += 1;
    try {
      return await work();
    } finally {
      this.#outside -= 1;
      this.#stirs += 1;
    }
  }

  crossed(): void {
    this.#stirs += 1;
    this.#crossed += 1;
  }

  /** The machine dies here: an object that calls this never goes on. A request outside of objects ends with the error. */
  async die(error: Error): Promise<never> {
    this.#crashWanted = true;
    while (this.#crashWanted) await pause(0);
    throw error;
  }

  /**
   * Does all of `actions`, their steps mixed. `crash` is called when a step died; what hung on the dead is
   * given up after a moment of real time.
   */
  async run(actions: (() => Promise<void>)[], dice: Dice, crash: () => Promise<void>) {
    const calmTurns = actions.length > 1 ? CALM_TURNS : CALM_TURNS_ALONE;
    this.#open = true;
    this.#crashWanted = false;
    this.#waiting = [];
    let left = actions.length;
    let failure: unknown;
    for (const action of actions)
      void action()
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => {
          left -= 1;
          this.#stirs += 1;
        });
    let givenUpAt = Number.POSITIVE_INFINITY;
    while (left > 0 || this.#waiting.length > 0) {
      await this.#rest(calmTurns, () => left > 0);
      if (this.#crashWanted) {
        await crash();
        this.#journeys.machineDied();
        this.#crashWanted = false;
        for (const each of this.#waiting.splice(0)) each.mayGo = true; // Those that live go on.
        givenUpAt = performance.now() + GIVEN_UP_MS;
      } else if (this.#waiting.length > 0) await this.#letOneThrough(dice);
      else if (performance.now() > givenUpAt) break;
    }
    this.#open = false;
    if (failure) throw failure;
  }

  async #letOneThrough(dice: Dice): Promise<void> {
    this.#waiting.sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
    const [next] = this.#waiting.splice(dice.between(0, this.#waiting.length - 1), 1);
    const before = this.#crossed;
    if (next) next.mayGo = true;
    while (this.#crossed === before && !this.#crashWanted) await pause(0);
  }

  /** Until nothing has happened for some turns of the event loop: everything then waits here or for real time. */
  async #rest(calmTurns: number, busy: () => boolean): Promise<void> {
    for (let calm = 0; calm < calmTurns && !this.#crashWanted; ) {
      const before = this.#stirs;
      const began = performance.now();
      await pause(0);
      if (performance.now() - began > SLOW_TURN_MS) continue; // The machine was busy: that proves nothing.
      const atWork = this.#outside > 0 || this.#journeys.underWay;
      calm = before === this.#stirs && !atWork ? calm + 1 : 0;
      if (!busy() && this.#waiting.length === 0) return;
    }
  }
}

interface Waiting {
  label: string;
  mayGo: boolean;
}

const CALM_TURNS = 6;

/** What one action does inside an object at once (a refund, and the grant that follows a payment) meets sooner. */
const CALM_TURNS_ALONE = 3;

/** A turn of the loop that took longer was one in which others had the machine. */
const SLOW_TURN_MS = 5;

/** Real time after which what hung on a dead object is given up. */
const GIVEN_UP_MS = 60;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
