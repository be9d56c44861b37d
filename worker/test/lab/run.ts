import { vi } from "vitest";
import { forgetGateways } from "../../payments/registry.ts";
import { strangeMessages } from "../../store/anomalies.ts";
import { keyRefusals } from "../../store/keys.ts";
import { bindings, control, customer, packageOnSale, strayMail } from "../world.ts";
import { BuyerSide, type Item } from "./buyers.ts";
import { GatewaySide } from "./gateway.ts";
import { planOf, type Wanted } from "./plan.ts";
import { brokenPromises } from "./promises.ts";
import { Schedule } from "./schedule.ts";

export interface Report {
  seed: number;
  weather: string;
  orders: number;
  payments: number;
  strikes: number;
  struck: Map<string, number>;
  broken: string[];
  trace: string[];
}

/** What an isolate remembers (keys it fetched, counts it has yet to write) is not another schedule's. */
function asNewIsolate(): void {
  forgetGateways();
  strangeMessages.forget();
  keyRefusals.forget();
}

/** One schedule from its seed to the last promise. */
export async function runSchedule(seed: number, startMs: number): Promise<Report> {
  const plan = planOf(seed);
  vi.useRealTimers();
  asNewIsolate();
  await control.reset();
  const limited = await packageOnSale({ stock: plan.stock, priceMinor: 3990 });
  const items = {
    limited: { id: limited, from: "coze" as const },
    package: {
      id: await packageOnSale({ priceMinor: 1990, days: 7, tier: 1, name: "体验版" }),
      from: "coze" as const,
    },
    high: {
      id: await packageOnSale({ priceMinor: 9990, days: 30, tier: 2, name: "旗舰版" }),
      from: "coze" as const,
    },
    power: { id: await powerOnSale(), from: "recharge" as const },
  } satisfies Record<Wanted, Item>;

  const schedule = new Schedule(plan, startMs, await customer({ role: "operator" }));
  const gateways = new GatewaySide(schedule);
  schedule.afterEach = () => gateways.takeStray();
  const buyers: BuyerSide[] = [];
  for (const [index, buyer] of plan.buyers.entries()) {
    const side = new BuyerSide(await customer(), buyer, items, schedule, gateways);
    schedule.meet(side.who.id);
    side.plan(`buyer ${index}`);
    buyers.push(side);
  }
  await schedule.run();
  await strayMail();
  const { orders, complaints, strikes, struck, trace } = schedule;
  const broken = await brokenPromises({
    buyers,
    orders,
    payments: gateways.payments,
    limited: { id: limited, stock: plan.stock },
    startMs,
    calm: plan.weather === "calm",
  });
  vi.useRealTimers();
  return {
    seed,
    weather: plan.weather,
    orders: orders.length,
    payments: gateways.payments.length,
    strikes,
    struck,
    broken: [...complaints, ...broken],
    trace,
  };
}

async function powerOnSale(): Promise<string> {
  const id = `rule-${crypto.randomUUID()}`;
  await bindings.DB.prepare(
    "INSERT INTO recharge_rule (id, power, give_power, sell_price_minor) VALUES (?, 100, 20, 990)",
  )
    .bind(id)
    .run();
  return id;
}
