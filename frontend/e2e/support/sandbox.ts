import type { Snapshot } from "../../../sandbox/control/snapshot.ts";
import type { Fault } from "../../../sandbox/faults.ts";

export type FaultWish = Pick<Fault, "gateway" | "fault"> &
  Partial<Pick<Fault, "operation" | "number" | "delayMs">> & { times?: number };

type Payment = { ok: true; transactionId: string } | { ok: false; reason: string };

/** The levers of the outside world (sandbox/README.md). */
export class Sandbox {
  readonly #url: string;

  constructor(url: string) {
    this.#url = `${url}/control`;
  }

  /** Pays as a phone would that has read this code. */
  pay(codeUrl: string): Promise<Payment> {
    return this.#ask("POST", "/pay", { codeUrl });
  }

  async fault(wish: FaultWish): Promise<void> {
    await this.#ask("POST", "/faults", wish);
  }

  async forgetFaults(): Promise<void> {
    await this.#ask("DELETE", "/faults");
  }

  /** Divides every wait of the gateways by `scale`. */
  async hurry(scale: number): Promise<void> {
    await this.#ask("POST", "/clock", { scale });
  }

  /** The bank confirms every payment by card that waits for its word. */
  async confirmDelayed(): Promise<void> {
    for (const offsetMs of [8 * 86_400_000, 0]) await this.#ask("POST", "/clock", { offsetMs });
  }

  books(): Promise<Snapshot> {
    return this.#ask("GET", "/books");
  }

  async tradeOf(codeUrl: string): Promise<Snapshot["trades"][number] | undefined> {
    const { trades } = await this.books();
    return trades.find(({ codes }) => codes.some((code) => code.codeUrl === codeUrl));
  }

  /** What became of the notifications about this code's trade, oldest first. */
  async verdictsOn(codeUrl: string): Promise<string[]> {
    const number = (await this.tradeOf(codeUrl))?.number;
    const { deliveries } = await this.books();
    return deliveries.filter((one) => one.number === number).map((one) => one.verdict);
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const answer = await fetch(this.#url + path, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`sandbox ${method} ${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
}
