import { runInDurableObject } from "cloudflare:test";
import { vi } from "vitest";
import { endPlan } from "../../../actions/endPlan.ts";
import { endableOf } from "../../../domain/subscription/ending.ts";
import { accountRules, accountSystem } from "../../../store/plans.ts";
import { pageFor, stripeIdOf } from "../../billing.ts";
import { stripe } from "../../card.ts";
import { switchTo } from "../../crediting.ts";
import { accountOf, objectOf } from "../../shop.ts";
import { codeOf, upgrade } from "../../subscribing.ts";
import { bindings, type Customer, control, travel } from "../../world.ts";
import { MonthsClock } from "./clock.ts";
import { changedLots, type LotRow } from "./credits.ts";
import { MonthsMail } from "./mail.ts";
import { MONTH_MS, type MonthsPlan, type PaidPlan, type Step } from "./plan.ts";
import { recordOf, unpaidIn } from "./promises.ts";
import { Weather } from "./weather.ts";

const PACK = "credits-100";

/** Stripe: what is older fails no more. */
const REFUND_FAILS_WITHIN_S = 30 * 86_400;

/** Spendings that were asked for at the account, and answered. */
export interface Spent {
  asked: number;
  answered: number;
}

/** One customer with a plan, what happens to them, and everything that goes wrong meanwhile. */
export class MonthsSide {
  readonly who: Customer;
  readonly trace: string[] = [];
  readonly orders: string[] = [];
  /** Promises that were broken on the way. */
  readonly complaints: string[] = [];
  readonly spent: Spent = { asked: 0, answered: 0 };
  /** Names of subscriptions and orders that an operator set out to end at once: their time may be cut. */
  readonly endedByOperator = new Set<string>();
  /** Versions of the credit system, from when on. */
  readonly versions: { version: "v1" | "v2"; fromMs: number }[];
  readonly #plan: MonthsPlan;
  readonly #weather: Weather;
  readonly #mail: MonthsMail;
  readonly #clock: MonthsClock;
  #spendings = 0;
  #bought: LotRow[] = [];
  /** Ids of the lots of orders that an operator refunded. */
  readonly #refunded = new Set<string>();

  constructor(who: Customer, plan: MonthsPlan) {
    this.who = who;
    this.#plan = plan;
    this.versions = [{ version: plan.version, fromMs: 0 }];
    this.#weather = new Weather(plan);
    this.#mail = new MonthsMail(who, plan.trouble, this.#weather, this.complaints);
    this.#clock = new MonthsClock(this, plan.trouble, this.#weather, this.#mail);
    this.#weather.meanwhile = async () => {
      await travel(2_000);
      await this.#mail.hear();
    };
  }

  get struck(): Map<string, number> {
    return this.#weather.struck;
  }

  async run(): Promise<void> {
    this.#weather.install();
    for (const { step, pauseMs } of this.#plan.steps) {
      this.#weather.chance.nextStep();
      this.#weather.calm = false;
      this.#weather.isStripeDown = this.#weather.strikes(
        this.#plan.trouble.outage,
        "Stripe is down",
      );
      const answer = await this.#do(step).catch((error) => `failed: ${error}`);
      this.#say(`${JSON.stringify(step)}: ${answer}`);
      await this.#clock.goOn(0);
      await this.#clock.goOn(pauseMs);
      this.#say(`${pauseMs / 3_600_000} h later`);
      await this.#compareBought(step.do === "spend");
    }
    this.#weather.calm = true;
    this.#weather.isStripeDown = false;
    vi.restoreAllMocks();
    await control.clearFaults();
    await this.#clock.rest();
    await this.#compareBought(false);
  }

  async compare(): Promise<void> {
    if (this.complaints.length > 0) return;
    this.complaints.push(...(await this.#own(() => unpaidIn(this))));
  }

  paidUntilMs = async (): Promise<number | null> => (await recordOf(this))?.periodEndMs ?? null;

  async #compareBought(isSpending: boolean): Promise<void> {
    const bought = (await this.rowsOf<LotRow>("lot")).filter(({ source }) => source === "order");
    this.complaints.push(
      ...changedLots(this.#bought, bought, { isSpending, refunded: this.#refunded }),
    );
    this.#bought = bought;
  }

  #say(line: string): void {
    this.trace.push(line, ...this.#weather.takeNotes());
  }

  async #do(step: Step): Promise<unknown> {
    const { who } = this;
    switch (step.do) {
      case "by-card":
        return this.#byCard(step.planId);
      case "twice":
        return this.#twice(step.planId);
      case "by-code":
        return this.#byCode(step.planId, step.payType);
      case "pack":
        return this.#pack();
      case "change":
        return (await this.#ask(() => upgrade(who, step.planId, 3))).status;
      case "cancel":
      case "resume":
        return (await this.#ask(() => who.post(`/api/portal/subscription/${step.do}`, {}))).status;
      case "card-fails":
      case "card-works": {
        const behaviour = step.do === "card-works" ? "succeeds" : "declines";
        return this.#lever("cards", { card: await this.#stripeId(), behaviour });
      }
      case "refund":
        return this.#refund();
      case "refund-fails":
        return this.#lever("refunds", { refund: await this.#lastRefund(), outcome: "failed" });
      case "refund-order":
        return this.#refundOrder();
      case "end-plan":
        return this.#endPlan();
      case "dispute":
        return this.#lever("disputes", { of: (await this.#paidInvoices())[0] ?? "none" });
      case "dispute-ends":
        return this.#lever("disputes", { dispute: await this.#dispute(), outcome: step.outcome });
      case "spend":
        return this.#spend(step.amount);
      case "switch":
        this.versions.push({ version: step.version, fromMs: Date.now() });
        return this.#own(() => switchTo(step.version));
      case "months":
        for (let month = 0; month < step.count; month += 1) await this.#clock.goOn(MONTH_MS);
        return `${step.count} passed`;
    }
  }

  /** What the product is asked. */
  #ask = <T>(work: () => Promise<T>): Promise<T> => this.#weather.run(work);

  /** What the laboratory itself does or looks at. */
  async #own<T>(work: () => Promise<T>): Promise<T> {
    const { calm } = this.#weather;
    this.#weather.calm = true;
    try {
      return await work();
    } finally {
      this.#weather.calm = calm;
    }
  }

  /** Refused by the played Stripe where there is nothing to do it with. */
  #lever = (name: string, body: object) =>
    control.stripe(name, body).then(
      () => "done",
      () => "nothing to do",
    );

  /** Who is refused, or hears nothing, tries once more when everything works. */
  async #byCard(planId: PaidPlan): Promise<string> {
    const page = await this.#ask(() => pageFor(this.who, planId)).catch(() => null);
    if (page !== null) return this.#payPage(page);
    await travel(5_000);
    const again = await this.#own(() => this.#ask(() => pageFor(this.who, planId)).catch(String));
    return again.startsWith("cs_") ? `at the second try ${await this.#payPage(again)}` : again;
  }

  #payPage = (session: string): Promise<string> =>
    control.checkout(session, "pay").then(
      () => "paid",
      () => "page refused",
    );

  /** The second one is made in the dashboard, beside the page: our own pages lead to one session. */
  async #twice(planId: PaidPlan): Promise<string> {
    await this.#byCard(planId);
    await travel(2_000);
    const params = await this.#own(async () => {
      const customer = await stripeIdOf(this.who);
      const [price] = (await stripe.prices.list({ lookup_keys: [planId] })).data;
      const cards = await stripe.paymentMethods.list({ customer, limit: 1 }).catch(() => null);
      return {
        ...{ customer, default_payment_method: cards?.data[0]?.id ?? "none" },
        items: { 0: { price: price?.id ?? "none" } },
      };
    });
    return this.#lever("dashboard", { act: "POST /v1/subscriptions", params });
  }

  async #byCode(planId: PaidPlan, payType: 1 | 2): Promise<unknown> {
    const { body, status } = await this.#ask(() => upgrade(this.who, planId, payType));
    if (body.outcome !== "order") return status;
    this.orders.push(body.orderId);
    await control.pay(await this.#ask(() => codeOf(this.who, body.orderId, payType)));
    return "paid by code";
  }

  async #pack(): Promise<unknown> {
    const bought = await this.#ask(() =>
      this.who.post<{ orderId: string }>("/api/credits/purchase", { id: PACK, payType: 1 }),
    );
    if (bought.status >= 300) return bought.status;
    const { orderId } = bought.body;
    this.orders.push(orderId);
    const shown = await this.#ask(() =>
      this.who.post<{ qrCode: { code_url: string } }>("/api/pay/prepay", {
        ...{ from: "credits", orderId, payType: 1 },
      }),
    );
    if (shown.status >= 300) return shown.status;
    await control.pay(shown.body.qrCode.code_url);
    return "pack paid";
  }

  async #spend(amount: number): Promise<string> {
    const rules = await this.#own(() => accountRules(bindings, Date.now()));
    const prefix = `months:${this.#spendings}`;
    this.#spendings += 1;
    const answers = await this.#ask(() =>
      Promise.all(
        [0, 1, 2, 3].map((part) => {
          const request = { key: `${prefix}:${part}`, reference: "lab", amount };
          return accountOf(this.who).deduct({ ...request, asset: "credits" }, rules);
        }),
      ),
    );
    const done = answers.filter(({ ok }) => ok).length;
    this.spent.asked += 4 * amount;
    this.spent.answered += done * amount;
    return `${done} spent`;
  }

  async #refund(): Promise<string> {
    const [invoice] = await this.#paidInvoices();
    if (!invoice) return "nothing to do";
    const payments = await this.#own(() => stripe.invoicePayments.list({ invoice }));
    const intent = payments.data[0]?.payment.payment_intent;
    return this.#lever("dashboard", {
      act: "POST /v1/refunds",
      params: { payment_intent: String(intent ?? "none") },
    });
  }

  /** Of those that have not failed. */
  async #lastRefund(): Promise<string> {
    const customer = await this.#stripeId();
    if (customer === "") return "none";
    const { data } = await this.#own(() => stripe.charges.list({ customer, limit: 100 }));
    const own = new Set(data.map(({ id }) => id));
    const refunds = (await this.#own(() => stripe.refunds.list({ limit: 100 }))).data;
    const youngerThan = Date.now() / 1000 - REFUND_FAILS_WITHIN_S;
    const open = refunds.filter(
      ({ status, created }) =>
        (status === "pending" || status === "succeeded") && created > youngerThan,
    );
    return open.find(({ charge }) => own.has(String(charge)))?.id ?? "none";
  }

  async #refundOrder(): Promise<unknown> {
    const [orderNo] = this.orders.slice(-1);
    if (orderNo === undefined) return "nothing to do";
    this.#refunded.add(`order:${orderNo}`);
    const request = { clawBack: "what-is-left", reason: "", by: "operator" } as const;
    return this.#ask(async () => {
      const asked = await objectOf(orderNo).refund(request);
      return asked.ok ? "refunded" : asked.error.reason;
    });
  }

  /** What the operator saw may be older than what the account hears of meanwhile. */
  async #endPlan(): Promise<string> {
    const { system, shown } = await this.#own(async () => ({
      system: await accountSystem(bindings, Date.now()),
      shown: endableOf(await accountOf(this.who).subscription(), Date.now()),
    }));
    if (!shown?.ways.includes("at-once")) return "nothing to do";
    for (const part of shown.ref.split("+")) this.endedByOperator.add(part);
    const end = { ref: shown.ref, way: "at-once" } as const;
    const ended = await this.#ask(() => endPlan(bindings, this.who.id, end, system));
    return ended.ok ? ended.value.status : ended.error.reason;
  }

  #stripeId = (): Promise<string> => this.#own(() => stripeIdOf(this.who));

  async #paidInvoices(): Promise<string[]> {
    const customer = await this.#stripeId();
    if (customer === "") return [];
    const query = { customer, status: "paid", limit: 100 } as const;
    const { data } = await this.#own(() => stripe.invoices.list(query));
    return data.map(({ id }) => id);
  }

  async #dispute(): Promise<string> {
    const { data } = await this.#own(() => stripe.disputes.list({ limit: 1 }));
    return data[0]?.id ?? "none";
  }

  /** What the account keeps in a table; nothing of one that was never written to. */
  rowsOf = <Row extends Record<string, SqlStorageValue>>(table: string): Promise<Row[]> =>
    runInDurableObject(accountOf(this.who), (_, { storage }) =>
      storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = ?", table).toArray().length > 0
        ? storage.sql.exec<Row>(`SELECT * FROM ${table}`).toArray()
        : [],
    );
}
