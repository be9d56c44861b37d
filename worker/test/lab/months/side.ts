import { abortAllDurableObjects, runDurableObjectAlarm } from "cloudflare:test";
import { vi } from "vitest";
import { leadStripeEvents } from "../../../actions/takeElsewhere.ts";
import { pageFor, stripeIdOf } from "../../billing.ts";
import { stripe } from "../../card.ts";
import type { Mail } from "../../mail.ts";
import { accountOf, objectOf } from "../../shop.ts";
import { codeOf, upgrade } from "../../subscribing.ts";
import { bindings, type Customer, control, deliver, strayMail, travel } from "../../world.ts";
import { createDice, type Dice } from "../dice.ts";
import { INJECTED } from "../faults.ts";
import type { MonthsPlan, PaidPlan, Step } from "./plan.ts";

/** Lost answers are not among them: the calls themselves lose them here. */
const AT_STRIPE = [
  ...["error-500", "error-429", "lock-timeout", "error-500-after-acting"],
  ...["stale-read", "change-between-pages", "refund-pending"],
];
const HOUR_MS = 3_600_000;

/** One customer with a plan, what happens to them, and everything that goes wrong meanwhile. */
export class MonthsSide {
  readonly who: Customer;
  readonly struck = new Map<string, number>();
  readonly trace: string[] = [];
  readonly orders: string[] = [];
  /** Spendings that were answered, by key. */
  spent = 0;
  readonly #plan: MonthsPlan;
  readonly #dice: Dice;
  #late: Mail[] = [];
  #calm = true;

  constructor(who: Customer, plan: MonthsPlan) {
    this.who = who;
    this.#plan = plan;
    this.#dice = createDice(plan.seed ^ 0x5eed);
  }

  async run(): Promise<void> {
    this.#install();
    for (const { step, pauseMs } of this.#plan.steps) {
      this.#calm = false;
      await this.#breakStripe();
      await this.#do(step).then(
        (answer) => this.trace.push(`${JSON.stringify(step)}: ${answer}`),
        (error) => this.trace.push(`${JSON.stringify(step)} failed: ${error}`),
      );
      await this.#goOn(0);
      await this.#goOn(pauseMs);
    }
    this.#calm = true;
    vi.restoreAllMocks();
    await control.clearFaults();
    await this.#rest();
  }

  async #do(step: Step): Promise<unknown> {
    const { who } = this;
    switch (step.do) {
      case "by-card":
        return this.#payPages([await pageFor(who, step.planId)]);
      case "twice":
        return this.#twice(step.planId);
      case "by-code":
        return this.#byCode(step.planId, step.payType);
      case "change":
        return (await upgrade(who, step.planId, 3)).status;
      case "cancel":
      case "resume":
        return (await who.post(`/api/portal/subscription/${step.do}`, {})).status;
      case "card-fails":
      case "card-works": {
        const behaviour = step.do === "card-works" ? "succeeds" : "declines";
        return this.#lever("cards", { card: await stripeIdOf(who), behaviour });
      }
      case "refund":
        return this.#refund();
      case "dispute":
        return this.#lever("disputes", { of: (await this.#paidInvoices())[0] ?? "none" });
      case "dispute-ends":
        return this.#lever("disputes", { dispute: await this.#dispute(), outcome: step.outcome });
      case "spend":
        return this.#spend(step.amount);
    }
  }

  /** Refused by the played Stripe where there is nothing to do it with. */
  #lever = (name: string, body: object) =>
    control.stripe(name, body).then(
      () => "done",
      () => "nothing to do",
    );

  async #payPages(sessions: string[]): Promise<string> {
    for (const session of sessions)
      await control.checkout(session, "pay").catch(() => this.trace.push("page refused"));
    return `paid ${sessions.length}`;
  }

  /** The second one is made in the dashboard, beside the page: our own pages lead to one session. */
  async #twice(planId: PaidPlan): Promise<string> {
    await this.#payPages([await pageFor(this.who, planId)]);
    const customer = await stripeIdOf(this.who);
    const calm = this.#calm;
    this.#calm = true;
    const [price] = (await stripe.prices.list({ lookup_keys: [planId] })).data;
    const { data } = await stripe.paymentMethods.list({ customer, limit: 1 });
    this.#calm = calm;
    return this.#lever("dashboard", {
      act: "POST /v1/subscriptions",
      params: {
        ...{ customer, default_payment_method: data[0]?.id ?? "none" },
        items: { 0: { price: price?.id ?? "none" } },
      },
    });
  }

  async #byCode(planId: PaidPlan, payType: 1 | 2): Promise<unknown> {
    const { body, status } = await upgrade(this.who, planId, payType);
    if (body.outcome !== "order") return status;
    this.orders.push(body.orderId);
    await control.pay(await codeOf(this.who, body.orderId, payType));
    return "paid by code";
  }

  async #spend(amount: number): Promise<string> {
    const account = accountOf(this.who);
    const answers = await Promise.all(
      [0, 1, 2, 3].map((part) => {
        const key = `months:${this.spent}:${part}`;
        return account.deduct({ key, reference: "lab", asset: "credits", amount });
      }),
    );
    this.spent += 1;
    return `${answers.filter(({ ok }) => ok).length} spent`;
  }

  async #refund(): Promise<string> {
    const [invoice] = await this.#paidInvoices();
    if (!invoice) return "nothing to do";
    const payments = (await stripe.invoicePayments.list({ invoice })).data;
    const intent = payments[0]?.payment.payment_intent;
    return this.#lever("dashboard", {
      act: "POST /v1/refunds",
      params: { payment_intent: String(intent ?? "none") },
    });
  }

  async #paidInvoices(): Promise<string[]> {
    const customer = await stripeIdOf(this.who);
    if (customer === "") return [];
    const { data } = await stripe.invoices.list({ customer, status: "paid", limit: 100 });
    return data.map(({ id }) => id);
  }

  async #dispute(): Promise<string> {
    return (await stripe.disputes.list({ limit: 1 })).data[0]?.id ?? "none";
  }

  /** Both clocks go on; what was sent arrives, or does not; alarms and jobs run. */
  async #goOn(ms: number): Promise<void> {
    await this.#hear();
    if (this.#strikes(this.#plan.trouble.crash, "objects gone")) await abortAllDurableObjects();
    if (ms > 0) await travel(ms);
    await this.#hear();
    await this.#wake();
  }

  async #wake(): Promise<void> {
    await runDurableObjectAlarm(accountOf(this.who)).catch((error) => this.#failed(error));
    for (const orderNo of this.orders)
      await runDurableObjectAlarm(objectOf(orderNo)).catch((error) => this.#failed(error));
    await leadStripeEvents(bindings, () => Date.now()).catch((error) => this.#failed(error));
  }

  async #hear(): Promise<void> {
    await control.stripe("idle");
    const { trouble } = this.#plan;
    const mails = [...this.#late.splice(0), ...(await strayMail())];
    if (trouble.shuffled && !this.#calm) this.#shuffle(mails);
    for (const mail of mails) {
      if (this.#strikes(trouble.eventLost, "event: lost")) continue;
      if (this.#strikes(trouble.eventLate, "event: late")) this.#late.push(mail);
      else await this.#deliver(mail);
      if (this.#strikes(trouble.eventDoubled, "event: doubled")) await this.#deliver(mail);
    }
  }

  /** What was not acknowledged comes again. */
  async #deliver(mail: Mail): Promise<void> {
    const answer = await deliver(mail).catch(() => null);
    if (answer === null || answer.status >= 300) this.#late.push(mail);
  }

  #shuffle(mails: Mail[]): void {
    for (let at = mails.length - 1; at > 0; at -= 1) {
      const other = this.#dice.between(0, at);
      [mails[at], mails[other]] = [mails[other] as Mail, mails[at] as Mail];
    }
  }

  /** Everything works: what is owed is done within two days. */
  async #rest(): Promise<void> {
    for (let hours = 0; hours < 52; hours += hours < 2 ? 0.25 : 5) {
      await this.#hear();
      await this.#wake();
      await travel((hours < 2 ? 0.25 : 5) * HOUR_MS);
    }
    for (let again = 0; again < 4; again += 1) {
      await this.#hear();
      await this.#wake();
      await travel(12_000);
    }
    await this.#wake();
  }

  async #breakStripe(): Promise<void> {
    if (!this.#strikes(this.#plan.trouble.stripe, "Stripe misbehaves")) return;
    const fault = this.#dice.pick(AT_STRIPE);
    this.#count(fault);
    await control.fault({ gateway: "stripe", fault, times: this.#dice.pick([1, 3, 30]) });
  }

  #install(): void {
    const fails = (name: "call" | "d1" | "kv") => this.#strikes(this.#plan.trouble[name], name);
    const late = () => this.#dice.chance(0.5);
    const api = new URL("/v1/", bindings.STRIPE_API_BASE).href;
    // biome-ignore lint/suspicious/noExplicitAny: owners of several kinds.
    const wrap = (owner: any, method: string, strikes: (args: unknown[]) => boolean) => {
      const original = owner[method];
      vi.spyOn(owner, method).mockImplementation(async function (
        this: unknown,
        ...args: unknown[]
      ) {
        if (!strikes(args)) return original.apply(this, args);
        if (late()) await original.apply(this, args);
        throw new Error(`${INJECTED} ${method}`);
      });
    };
    wrap(globalThis, "fetch", ([input]) => String(input).startsWith(api) && fails("call"));
    const statement = Object.getPrototypeOf(bindings.DB.prepare("SELECT 1"));
    for (const method of ["run", "all", "raw"]) wrap(statement, method, () => fails("d1"));
    wrap(Object.getPrototypeOf(bindings.DB), "batch", () => fails("d1"));
    wrap(Object.getPrototypeOf(bindings.CONFIG), "get", () => fails("kv"));
    for (const level of ["error", "warn"] as const)
      vi.spyOn(console, level).mockImplementation(() => undefined);
  }

  #failed(error: unknown): void {
    this.trace.push(`alarm or job failed: ${error}`);
  }

  #strikes(part: number, name: string): boolean {
    if (this.#calm || !this.#dice.chance(part)) return false;
    this.#count(name);
    return true;
  }

  #count(name: string): void {
    this.struck.set(name, (this.struck.get(name) ?? 0) + 1);
  }
}
