import { createDice, type Dice } from "../dice.ts";

/**
 * Dice by the name of the occasion. Calls that are under way at once get here in an order that is the machine's; what meets
 * each of them is the seed's all the same.
 */
export class Chance {
  readonly #seed: number;
  #step = 0;
  readonly #times = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  nextStep(): void {
    this.#step += 1;
    this.#times.clear();
  }

  /** `name` must be the same in every run of the seed: no random ids. */
  of(name: string): Dice {
    const times = (this.#times.get(name) ?? 0) + 1;
    this.#times.set(name, times);
    return createDice(hashOf(`${this.#seed} ${this.#step} ${name} ${times}`));
  }
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
