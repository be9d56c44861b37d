import { PLANS } from "../../crediting.ts";
import { accountOf } from "../../shop.ts";
import type { MonthsSide } from "./side.ts";

type Version = "v1" | "v2";

export type LotRow = {
  id: string;
  source: string;
  granted: number;
  remaining: number;
  taken_back: number;
  granted_at: number;
  expires_at: number | null;
};

type MarkRow = { name: string; version: Version; granted: number; taken_back: number };

type CounterRow = { asset: string; spent: number };

const ALLOWANCES = new Map(
  PLANS.map(([id, _interval, rule, v1, v2]) => [id, { rule, units: { v1, v2 } }]),
);

const unitsOf = (planId: string, version: Version): number =>
  ALLOWANCES.get(planId)?.units[version] ?? 0;

const isMonthly = (planId: string): boolean => ALLOWANCES.get(planId)?.rule === "monthly";

const sum = (numbers: number[]): number => numbers.reduce((all, each) => all + each, 0);

/** A calendar month of the default time zone, which has no summer time. */
function monthOf(name: string): { startMs: number; endMs: number } {
  const [year = 0, month = 0] = name.split("-").map(Number);
  const shanghaiMs = 8 * 3_600_000;
  return {
    startMs: Date.UTC(year, month - 1, 1) - shanghaiMs,
    endMs: Date.UTC(year, month, 1) - shanghaiMs,
  };
}

/** No period gives more than the largest allowance of the plans that it had, a running one no less, and the books add up. */
export async function ofCredits(side: MonthsSide): Promise<string[]> {
  const account = accountOf(side.who);
  const { faults } = await account.audit();
  const lots = (await side.rowsOf<LotRow>("lot")).filter(({ source }) => source !== undefined);
  const marks = await side.rowsOf<MarkRow>("credit_period");
  const broken = faults.map((fault) => `ledger: ${fault}`);
  for (const mark of marks) broken.push(...(await ofMark(side, mark, lots)));
  broken.push(...(await ofRunning(side, marks)));
  for (const mark of marks) broken.push(...(await ofTaken(side, mark, lots)));
  for (const { asset, available } of await account.balances())
    if (available < 0) broken.push(`ledger: ${available} of ${asset}`);
  const counters = await side.rowsOf<CounterRow>("counter");
  const spent = sum(counters.filter(({ asset }) => asset === "credits").map((each) => each.spent));
  if (spent < side.spent.answered || spent > side.spent.asked)
    broken.push(
      `ledger: ${spent} spent, ${side.spent.answered} answered of ${side.spent.asked} asked`,
    );
  return broken;
}

async function ofMark(side: MonthsSide, mark: MarkRow, lots: LotRow[]): Promise<string[]> {
  const broken: string[] = [];
  const { name, version, granted, taken_back } = mark;
  const net = granted - taken_back;
  const own = lots.filter(({ id }) => id.startsWith(`credits:${name}:`));
  if (sum(own.map((lot) => lot.granted)) !== granted)
    broken.push(`credits: ${name} is marked ${granted}, its lots have another sum`);
  if (sum(own.map((lot) => lot.taken_back)) !== taken_back)
    broken.push(`credits: ${taken_back} of ${name} were taken back, its lots say otherwise`);
  const { periods } = await accountOf(side.who).subscription();
  if (name.startsWith("once:")) {
    const planId = name.slice("once:".length);
    const has = periods.some(({ terms }) => terms.planId === planId);
    const most = has ? unitsOf(planId, version) : 0;
    return net > most ? [...broken, `credits: ${name} gave ${net} of ${most}`] : broken;
  }
  const { startMs, endMs } = monthOf(name);
  const plans = periods
    .filter((period) => period.startMs < endMs && (period.endMs ?? endMs) > startMs)
    .map(({ terms }) => terms.planId)
    .filter(isMonthly);
  const most = Math.max(...["free", ...plans].map((planId) => unitsOf(planId, version)));
  if (net > most) broken.push(`credits: ${name} gave ${net} in ${version}, at most ${most}`);
  const inForce = side.versions.findLast(({ fromMs }) => fromMs <= startMs)?.version;
  if (version !== inForce) broken.push(`credits: ${name} is of ${version}, not of ${inForce}`);
  return broken;
}

/** Whoever has paid for a plan in this month keeps what it gave, also when its money had gone back and came again. */
async function ofTaken(side: MonthsSide, mark: MarkRow, lots: LotRow[]): Promise<string[]> {
  const { name, version, granted, taken_back } = mark;
  if (name.startsWith("once:") || taken_back === 0) return [];
  const { startMs, endMs } = monthOf(name);
  if (Date.now() < startMs || endMs <= Date.now()) return [];
  const written = await side.rowsOf<{ seq: number; key: string; answer: string }>(
    "ledger_transaction",
  );
  let has = 0;
  let most = 0;
  for (const { key, answer } of written.sort((a, b) => a.seq - b.seq)) {
    const { grant, amount } = JSON.parse(answer) as { grant?: string; amount?: number };
    const own = (id: string) => id.startsWith(`credits:${name}:`);
    if (own(key)) has += lots.find(({ id }) => id === key)?.granted ?? 0;
    if (key.startsWith("taken:") && own(grant ?? "")) has -= amount ?? 0;
    most = Math.max(most, has);
  }
  const { periods } = await accountOf(side.who).subscription();
  const paid = periods
    .filter(({ standing }) => standing === "good")
    .filter((each) => each.startMs <= Date.now() && (each.endMs ?? endMs) > startMs)
    .map(({ terms }) => terms.planId)
    .filter(isMonthly);
  const due = Math.min(most, Math.max(0, ...paid.map((planId) => unitsOf(planId, version))));
  const net = granted - taken_back;
  return net < due ? [`credits: ${name} gave ${most}, keeps ${net} of ${due} that are paid`] : [];
}

/** Who has a plan that is paid for now has its allowance. */
async function ofRunning(side: MonthsSide, marks: MarkRow[]): Promise<string[]> {
  const { planId, status, periodEndMs } = await accountOf(side.who).subscription();
  const isPaid = status === "active" && (periodEndMs === null || periodEndMs > Date.now());
  if (!isPaid) return [];
  const [mark] = marks.filter(({ name }) => {
    if (!isMonthly(planId)) return name === `once:${planId}`;
    if (name.startsWith("once:")) return false;
    const { startMs, endMs } = monthOf(name);
    return startMs <= Date.now() && Date.now() < endMs;
  });
  const due = mark ? unitsOf(planId, mark.version) : 1;
  const net = mark ? mark.granted - mark.taken_back : 0;
  return net < due ? [`credits: ${planId} is paid, and gave ${net} of ${due}`] : [];
}

/**
 * What was bought stays as it was sold: spending makes it less, and so does taking it back where an operator refunds its order.
 * `refunded` names those orders.
 */
export function changedLots(
  before: LotRow[],
  after: LotRow[],
  { isSpending, refunded }: { isSpending: boolean; refunded: ReadonlySet<string> },
): string[] {
  return before.flatMap((was) => {
    const is = after.find(({ id }) => id === was.id);
    if (!is) return [`bought: ${JSON.stringify(was)} is gone`];
    const taken = refunded.has(was.id) ? Math.max(0, is.taken_back - was.taken_back) : 0;
    const most = was.remaining - taken;
    const remaining = isSpending ? Math.min(is.remaining, most) : most;
    const expected = { ...was, taken_back: was.taken_back + taken, remaining };
    return JSON.stringify(is) === JSON.stringify(expected)
      ? []
      : [`bought: ${JSON.stringify(was)} became ${JSON.stringify(is)}`];
  });
}
