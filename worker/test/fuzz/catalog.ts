import { RANK_MAX } from "../../domain/catalog/row.ts";
import type { ConsolePackage } from "../../http/areas/console/catalog/schemas.ts";
import { operator } from "../refunding.ts";
import type { Customer } from "../world.ts";
import type { Known } from "./values.ts";

const texts = (zh: object, en = zh, jp = zh) => ({ zh, en, jp });
const PRICES = [{ currency: "CNY", amount: "9.90" }];

/** Of each noun of the catalog one that all its drafts are like, so that they have one version. Rank is each plan's own. */
const NOUNS = {
  packages: {
    component: "Package",
    edit: {
      texts: texts({ name: "进阶版", label: "", description: "", content: [] }),
      ...{ duration: 30, currentPrice: "39.90", originalPrice: null, currency: "CNY", tier: 0 },
    },
  },
  "recharge-rules": {
    component: "RechargeRule",
    edit: {
      texts: texts({ label: "" }),
      ...{ power: 100, givePower: 0, sellPrice: "9.90", currency: "CNY" },
    },
  },
  "credit-packages": {
    component: "CreditPackage",
    edit: { texts: texts({ name: "积分", label: "" }), credits: 10, prices: PRICES },
  },
  plans: {
    component: "Plan",
    edit: {
      texts: texts({ name: "团队版", description: "", features: [] }),
      ...{ family: "team", rank: 700, interval: "month", creditRule: "monthly", trialDays: 0 },
      ...{ prices: PRICES, allowance: { v1: 1, v2: 1 }, quotas: [] },
    },
  },
  products: {
    component: "Product",
    edit: {
      texts: texts({ name: "绘图", unit: "张" }),
      ...{ kind: "counter", pooled: false, asset: null, prices: [] },
    },
  },
};

const DRAFTS = 12;

/** Those that stay were on sale, so that they are still there when the drafts are deleted; each is meant so often. */
const STAYING = 3;
const WEIGHT = 10;

/** Ids are one row's alone, also when the stock is renewed. */
let shops = 0;

/** What a rank may be where the plans of before are not; calls draw from the same. */
const RANKS_FROM = 100;
const SPARE_RANKS = 40;

/** Ranks that no plan has: drafts that were deleted, or given another rank, left theirs. */
async function freeRanks(by: Customer): Promise<number[]> {
  const { body } = await by.get<{ items: { rank: number }[] }>("/api/console/plans");
  const taken = new Set(body.items.map(({ rank }) => rank));
  return numbers(RANK_MAX)
    .filter((rank) => rank >= RANKS_FROM && !taken.has(rank))
    .slice(0, STAYING + DRAFTS + SPARE_RANKS);
}

/** Rows to be changed, put on sale and deleted: nothing that other calls are about. */
export async function catalogRows(): Promise<{ inPaths: Known; inBodies: Known }> {
  const by = await operator();
  const shop = shops++;
  const ranks = await freeRanks(by);
  const inPaths: Record<string, readonly unknown[]> = {};
  const inBodies: Record<string, unknown[]> = { "CatalogOrder.version": [] };
  for (const [noun, { component, edit }] of Object.entries(NOUNS)) {
    const make = async (id: string, at: number, change: object = {}) => {
      const own = { ...edit, ...(noun === "plans" && { rank: ranks[at] }), ...change };
      const made = await by.post<ConsolePackage>(`/api/console/${noun}`, { id, ...own });
      if (made.status !== 201) throw new Error(`${noun}: ${JSON.stringify(made.body)}`);
      return made.body;
    };
    const stay: string[] = [];
    const versions: string[] = [];
    for (let at = 0; at < STAYING; at++) {
      const { id, version } = await make(`fuzz_stays_${shop}_${at}`, at);
      await by.post(`/api/console/${noun}/${id}/on-sale`, { version });
      await by.post(`/api/console/${noun}/${id}/off-sale`, {});
      stay.push(id);
      versions.push(version);
    }
    // Of another version, so that few are put on sale: the others are left to be deleted.
    const [first = ""] = Object.keys(edit.texts.zh);
    const named = { texts: { ...edit.texts, zh: { ...edit.texts.zh, [first]: "草稿" } } };
    const drafts: string[] = [];
    for (let at = 0; at < DRAFTS; at++)
      drafts.push((await make(`fuzz_${shop}_${at}`, STAYING + at, named)).id);
    inPaths[`${noun}/id`] = [...Array(WEIGHT).fill(stay).flat(), ...drafts];
    for (const [field, value] of Object.entries(edit)) {
      inBodies[`Console${component}Change.${field}`] = [value];
      inBodies[`New${component}.${field}`] = [value];
    }
    inBodies[`New${component}.id`] = numbers(40).map((at) => `new_${at}`);
    inBodies[`Console${component}Change.version`] = versions;
    inBodies[`${component}Seen.version`] = versions;
    const list = await by.get<{ orderVersion: string }>(`/api/console/${noun}`);
    inBodies["CatalogOrder.version"]?.push(list.body.orderVersion);
  }
  return {
    inPaths,
    inBodies: {
      ...inBodies,
      "CatalogOrder.ids": [[`fuzz_stays_${shop}_0`], []],
      "ConsolePlanChange.rank": [...ranks.slice(0, STAYING), ...ranks.slice(-SPARE_RANKS)],
      "NewPlan.rank": ranks.slice(-SPARE_RANKS),
      stock: [null],
      seen: [null],
    },
  };
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);
