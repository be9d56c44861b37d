import type { OrderCreated, PayResult, Prepaid } from "../../app.ts";
import { accountOf } from "../shop.ts";
import { type Customer, control } from "../world.ts";
import type { GatewaySide } from "./gateway.ts";
import type { Buyer, Step, Wanted } from "./plan.ts";
import type { Schedule } from "./schedule.ts";

interface Code {
  orderId: string;
  gateway: "wechat" | "alipay";
  codeUrl: string;
}

/** Something that a customer was told about an order. */
export interface Told {
  atMs: number;
  orderId: string;
  payStatus: 0 | 1;
  orderStatus: string;
  /** The answer itself said that the gateways were not asked about every number. */
  unconfirmed: boolean;
  /** Faults struck while the question was under way, or other things happened at the same time. */
  disturbed: boolean;
  by: "cancel" | "poll";
}

export interface Item {
  id: string;
  from: "coze" | "recharge";
}

export interface Spent {
  key: string;
  amount: number;
}

const GATEWAYS = { 1: "wechat", 2: "alipay" } as const;

/** How often a page or a person tries again what failed on our side. */
const TRIES_MAX = 3;
const TRY_AGAIN_MS = 2_000;

/** One customer, doing what the plan says and hearing what the product answers. */
export class BuyerSide {
  readonly who: Customer;
  readonly told: Told[] = [];
  readonly spent: Spent[] = [];
  readonly #plan: Buyer;
  readonly #schedule: Schedule;
  readonly #gateways: GatewaySide;
  readonly #items: Record<Wanted, Item>;
  readonly #orders: string[] = [];
  readonly #codes: Code[] = [];
  #payType: 1 | 2;
  #orderId: string | null = null;
  /** What the order is of. */
  #item: Item;

  constructor(
    who: Customer,
    plan: Buyer,
    items: Record<Wanted, Item>,
    schedule: Schedule,
    gateways: GatewaySide,
  ) {
    this.who = who;
    this.#plan = plan;
    this.#items = items;
    this.#item = items[plan.wants];
    this.#schedule = schedule;
    this.#gateways = gateways;
    this.#payType = plan.payType;
  }

  plan(name: string): void {
    for (const step of this.#plan.steps)
      this.#schedule.agenda.add(step.atMs, `${name} ${step.do}`, () => this.#do(step));
  }

  async #do(step: Step): Promise<void> {
    switch (step.do) {
      case "order":
        return this.#order(this.#items[step.wants ?? this.#plan.wants], 1);
      case "show":
        return this.#show();
      case "switch":
        this.#payType = this.#payType === 1 ? 2 : 1;
        return this.#show();
      case "pay":
        return this.#pay(step.which);
      case "scan": {
        const code = this.#codes.at(-1);
        if (code) await control.scan(code.codeUrl);
        return;
      }
      case "cancel":
        return this.#cancel();
      case "poll":
        return this.#poll();
      case "spend":
        return this.#spend(step.amount);
      case "refund":
        return this.#refund(step.clawBack, step.of);
    }
  }

  async #order(item: Item, tries: number): Promise<void> {
    const { from, id } = item;
    const path = from === "coze" ? "/api/web/coze-package/order" : "/api/recharge/submitRecharge";
    const answer = await this.#ask<OrderCreated>(path, { id, payType: this.#payType });
    this.#schedule.say(`ordered: ${answer?.status ?? "lost"} ${answer?.body.orderId ?? ""}`);
    if (answer && answer.status < 300) {
      this.#orderId = answer.body.orderId;
      this.#item = item;
      this.#orders.push(this.#orderId);
      this.#schedule.learn(this.#orderId);
    } else if ((!answer || answer.status >= 500) && tries < TRIES_MAX)
      this.#schedule.agenda.add(this.#schedule.atMs + TRY_AGAIN_MS, "order again", () =>
        this.#order(item, tries + 1),
      );
  }

  async #show(): Promise<void> {
    if (!this.#orderId) return;
    const orderId = this.#orderId;
    const payType = this.#payType;
    const answer = await this.#ask<Prepaid>("/api/pay/prepay", {
      from: this.#item.from,
      orderId,
      payType,
    });
    this.#schedule.say(`shown ${orderId}: ${answer?.status ?? "lost"}`);
    if (answer?.status !== 200) return;
    const codeUrl = answer.body.qrCode.code_url;
    this.#codes.push({ orderId, gateway: GATEWAYS[payType], codeUrl });
    const number = (await this.#numberOf(codeUrl)) ?? "";
    if (this.#schedule.dice.chance(this.#schedule.plan.rates.forged))
      this.#schedule.agenda.add(
        this.#schedule.atMs + this.#schedule.dice.pick([500, 60_000]),
        `forge ${number}`,
        () => this.#gateways.forge(GATEWAYS[payType], number),
      );
  }

  async #pay(which: "latest" | "earlier"): Promise<void> {
    const code = which === "latest" ? this.#codes.at(-1) : this.#codes.at(-2);
    if (!code) return;
    const number = await this.#numberOf(code.codeUrl);
    if (number) await this.#gateways.pay(code.gateway, number, code.codeUrl);
  }

  async #cancel(): Promise<void> {
    if (!this.#orderId) return;
    await this.#told("cancel", this.#orderId, (from, orderId) =>
      this.#ask<PayResult>("/api/pay/cancel", { from, orderId }),
    );
  }

  async #poll(): Promise<void> {
    if (!this.#orderId) return;
    await this.#told("poll", this.#orderId, (from, orderId) =>
      this.who
        .get<PayResult>(`/api/pay/getPayResult?orderId=${orderId}&from=${from}`)
        .catch(() => null),
    );
  }

  async #told(
    by: Told["by"],
    orderId: string,
    ask: (from: string, orderId: string) => Promise<{ status: number; body: PayResult } | null>,
  ): Promise<void> {
    const before = this.#schedule.strikes;
    const answer = await ask(this.#item.from, orderId);
    this.#schedule.say(`${by} ${orderId}: ${answer?.status ?? "lost"} ${answer?.body.orderStatus}`);
    if (answer?.status !== 200) return;
    const { payStatus, orderStatus, unconfirmed = false } = answer.body;
    const { strikes, mixing, skewed } = this.#schedule;
    // Across clocks too far apart no answer of a gateway can be believed.
    const disturbed = strikes > before || mixing || skewed;
    const { atMs } = this.#schedule;
    this.told.push({ atMs, orderId, payStatus, orderStatus, unconfirmed, disturbed, by });
  }

  async #refund(clawBack: string, of: number | undefined): Promise<void> {
    const orderId = of === undefined ? this.#orderId : this.#orders[of];
    if (!orderId) return;
    const path = `/api/console/orders/${orderId}/refund`;
    const answer = await this.#schedule.operator.post(path, { clawBack }).catch(() => null);
    this.#schedule.say(`refund ${clawBack} of ${orderId}: ${answer?.status ?? "lost"}`);
  }

  /** Three calls of a host product at once, each under a key of its own. */
  async #spend(amount: number): Promise<void> {
    await Promise.all(
      [0, 1, 2].map(async (part) => {
        const spent = { key: `lab:${this.spent.length}:${part}`, amount };
        this.spent.push(spent);
        await askSpent(this.who, spent).catch(() => null);
      }),
    );
  }

  #ask<T>(path: string, body: unknown): Promise<{ status: number; body: T } | null> {
    return this.who.post<T>(path, body).catch(() => null);
  }

  async #numberOf(codeUrl: string): Promise<string | undefined> {
    const { trades } = (await control.books()) as {
      trades: { number: string; codes: { codeUrl: string }[] }[];
    };
    return trades.find(({ codes }) => codes.some((code) => code.codeUrl === codeUrl))?.number;
  }
}

/** What came of a deduction; the same key answers the same, so it may be asked again when the answer was lost. */
export const askSpent = (who: Customer, { key, amount }: Spent) =>
  accountOf(who).deduct({ key, reference: "lab", asset: "power", amount });
