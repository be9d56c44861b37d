import { inject } from "vitest";
import { control, crafted, deliver, mailAbout, strayMail } from "../world.ts";
import type { Schedule } from "./schedule.ts";

type GatewayName = "wechat" | "alipay";

const { retriesMs } = inject("lab");

/** What ends retries. WeChat Pay API v3: the status alone. Alipay Open Platform: the text `success`. */
const accepts = (gateway: GatewayName, status: number, body: string): boolean =>
  gateway === "wechat" ? status === 200 || status === 204 : status === 200 && body === "success";

/** What a payer's confirmation left in the gateway's books, and what the product said about it. */
export interface PaymentSeen {
  gateway: GatewayName;
  number: string;
  atMs: number;
  /** When the product first acknowledged a notification of it; null while it has not. */
  acknowledgedAtMs: number | null;
}

const FORGERIES: Record<GatewayName, readonly string[]> = {
  wechat: [
    "tampered-body",
    "tampered-signature",
    "signtest",
    "stale-timestamp",
    "unknown-serial",
    "missing-headers",
    "wrong-merchant",
    "wrong-app",
    "wrong-amount",
    "wrong-currency",
    "unknown-number",
    "not-success-state",
    "wrong-algorithm",
  ],
  alipay: [
    "tampered-body",
    "tampered-sign",
    "sha1-downgrade",
    "missing-sign",
    "wrong-seller",
    "wrong-app",
    "wrong-amount",
    "unknown-number",
    "trade-closed",
    "old-timestamp",
  ],
};

/** How late a notification may come: past the code's time, past the order's, past the next day. */
const DELAYS_MS = [1_000, 20_000, 130_000, 35 * 60_000, 140 * 60_000];

/** The gateways' side of a schedule: payers' confirmations, and notifications with everything that happens to them. */
export class GatewaySide {
  readonly payments: PaymentSeen[] = [];
  readonly #schedule: Schedule;
  #mailbox: Promise<unknown> = Promise.resolve();

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  async pay(gateway: GatewayName, number: string, codeUrl: string): Promise<void> {
    const outcome = await this.#alone(async () => {
      const paid = await control.pay(codeUrl);
      // The gateway's own first delivery: this laboratory decides what comes of it.
      if (paid.ok) await mailAbout(number);
      return paid;
    });
    this.#schedule.say(`paid ${number}: ${JSON.stringify(outcome.ok || outcome.reason)}`);
    if (outcome.ok) this.#told(gateway, number);
  }

  /** A message that claims a payment, from somebody else or about somebody else's. */
  async forge(gateway: GatewayName, number: string): Promise<void> {
    const variant = this.#schedule.dice.pick(FORGERIES[gateway]);
    const mail = await this.#post(gateway, number, variant);
    if (!mail) return;
    this.#schedule.count(`forged: ${variant}`);
    const answer = await deliver(mail).catch(() => null);
    this.#schedule.say(`forged ${variant} about ${number}: ${answer?.status ?? "lost"}`);
  }

  /** Notifications that the gateway sent by itself meanwhile: payments during a close, and refunds. */
  takeStray(): Promise<void> {
    return this.#alone(() => this.#sortStray());
  }

  async #sortStray(): Promise<void> {
    for (const mail of await strayMail()) {
      const gateway = mail.path.endsWith("wechat") ? "wechat" : "alipay";
      const known = this.payments.some(({ number }) => number === mail.number);
      if (mail.number && !known) this.#told(gateway, mail.number);
      else if (!this.#schedule.dice.chance(this.#schedule.plan.rates.notificationLost))
        this.#schedule.agenda.add(this.#schedule.atMs, `refund notice ${mail.number}`, async () => {
          await deliver(mail).catch(() => null);
        });
    }
  }

  /** One notification made now. Null when the gateway has nothing to tell: what was given back in full is not told any more. */
  #post(gateway: GatewayName, number: string, variant: string) {
    return this.#alone(async () => {
      await this.#sortStray();
      return crafted({ gateway, number, variant }).catch(() => null);
    });
  }

  /** There is one mailbox: whoever waits for a mail must not be given another's. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#mailbox.then(() => this.#schedule.outside(work));
    this.#mailbox = mine.catch(() => undefined);
    return mine;
  }

  #told(gateway: GatewayName, number: string): void {
    const { plan, dice, agenda, atMs } = this.#schedule;
    const seen: PaymentSeen = { gateway, number, atMs, acknowledgedAtMs: null };
    this.payments.push(seen);
    // A true signature under another story, before the true one comes.
    if (dice.chance(plan.rates.forged))
      agenda.add(atMs, `forge ${number}`, () => this.forge(gateway, number));
    if (dice.chance(plan.rates.notificationLost)) {
      this.#schedule.count("notification: lost");
      return;
    }
    const late = dice.chance(plan.rates.notificationLate);
    const many = dice.chance(plan.rates.notificationMany);
    if (late) this.#schedule.count("notification: late");
    if (many) this.#schedule.count("notification: many");
    const firstMs = atMs + (late ? dice.pick(DELAYS_MS) : 0);
    const notify = () => this.#notify(seen, 1);
    for (let copies = many ? dice.pick([2, 5, 20, 50]) : 1; copies > 0; copies--)
      agenda.add(firstMs, `notify ${number}`, notify);
    // And once more long after.
    if (many) agenda.add(firstMs + dice.pick(DELAYS_MS), `notify ${number}`, notify);
  }

  /** One delivery, signed anew as gateways do, and the next by the gateway's own schedule until it is acknowledged. */
  async #notify(seen: PaymentSeen, attempt: number): Promise<void> {
    const { gateway, number } = seen;
    const mail = await this.#post(gateway, number, "genuine");
    if (!mail) return;
    const answer = await deliver(mail).catch(() => null);
    const body = (await answer?.text().catch(() => "")) ?? "";
    const accepted = answer !== null && accepts(gateway, answer.status, body);
    this.#schedule.say(`notified ${number}: ${answer?.status ?? "lost"}`);
    if (accepted) {
      seen.acknowledgedAtMs ??= this.#schedule.atMs;
      return;
    }
    const waitMs = retriesMs[gateway][attempt - 1];
    if (waitMs !== undefined)
      this.#schedule.agenda.add(this.#schedule.atMs + waitMs, `notify ${number} again`, () =>
        this.#notify(seen, attempt + 1),
      );
  }
}
