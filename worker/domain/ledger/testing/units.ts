import type { Asset, LedgerAccount } from "../assets.ts";
import type { Operation, Requests } from "../operations.ts";

/** `debt`: given to pay off what was owed. */
type Place = Exclude<LedgerAccount, "issued" | "held"> | `held ${string}`;

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Days of one grant that have not come yet. */
interface Ahead {
  grant: string;
  tier: number;
  ms: number;
}

interface Unit {
  asset: Asset;
  lot: string;
  endsMs: number;
  grantedAtMs: number;
  place: Place;
}

/**
 * The ledger told a second time, in the simplest way there is: every unit is a thing that lies somewhere, and operations
 * carry single units about. Slow, and with nothing in common with the rules it checks.
 */
export class Units {
  readonly all: Unit[] = [];
  readonly #deadlines = new Map<string, number>();
  readonly #ended = new Map<string, "settled" | "released" | "lapsed">();
  /** A slip for each unit that was taken back after it was gone; a unit that pays for it lies in `debt` instead. */
  readonly #slips: { asset: Asset; paid: boolean }[] = [];
  readonly #takenBack = new Map<string, number>();
  readonly #mayOwe: boolean;
  /** As they were granted, and what was left of each at the last change. */
  #days: Ahead[] = [];
  #changedMs = 0;

  constructor(mayOwe = false) {
    this.#mayOwe = mayOwe;
  }

  /** How many units lie where, by asset, by lot and by hold; places without any are left out. */
  tally(): Record<string, number> {
    const tally: Record<string, number> = {};
    const add = (name: string, units = 1) => {
      tally[name] = (tally[name] ?? 0) + units;
    };
    for (const { asset, lot, place } of this.all) {
      const [account] = place.split(" ");
      add(`${asset} ${account}`);
      if (account === "available" || account === "held") add(`lot ${lot} ${account}`);
      if (account === "held") add(`${place} of ${lot}`);
    }
    for (const { asset } of this.#slips) {
      add(`${asset} reversed`);
      add(`${asset} debt`, -1);
    }
    return Object.fromEntries(Object.entries(tally).filter(([, count]) => count !== 0));
  }

  /** Lets the time come: holds lapse, the earliest deadline first since it pays what is owed, then what is over expires. */
  come(nowMs: number): void {
    const lapsed = [...this.#deadlines].filter(([, deadlineMs]) => deadlineMs <= nowMs);
    for (const [hold] of lapsed.sort(firstToLapse)) this.#end(hold, "lapsed", nowMs);
    for (const unit of this.all)
      if (unit.place === "available" && unit.endsMs <= nowMs) unit.place = "expired";
  }

  /** What the operation must answer, in the few words that matter: `ok` or the refusal. Carries it out if it is `ok`. */
  perform(operation: Operation, nowMs: number): string {
    this.come(nowMs);
    return this.#carryOut(operation, nowMs);
  }

  #carryOut({ kind, request }: Operation, nowMs: number): string {
    switch (kind) {
      case "grant":
        for (let made = 0; made < request.amount; made++)
          this.all.push({
            asset: request.asset,
            lot: request.key,
            endsMs: request.expiresAtMs ?? Number.MAX_VALUE,
            grantedAtMs: nowMs,
            place: "available",
          });
        if ((request.expiresAtMs ?? Number.MAX_VALUE) > nowMs)
          for (const unit of this.all) if (unit.lot === request.key) this.#payWith(unit);
        return "ok";
      case "deduct":
        return this.#carry(request.asset, request.amount, "spent");
      case "hold": {
        const verdict = this.#carry(request.asset, request.amount, `held ${request.key}`);
        if (verdict === "ok") this.#deadlines.set(request.key, nowMs + request.ttlSeconds * 1_000);
        return verdict;
      }
      case "settle":
        return this.#settle(request, nowMs);
      case "release":
        if (!this.#deadlines.has(request.hold)) return this.#whyNot(request.hold);
        this.#end(request.hold, "released", nowMs);
        return "ok";
      case "reverse":
        return this.#reverse(request);
      case "entitlement.grant": {
        const { days, tier = 0 } = request.sale;
        const sold = { grant: request.key, tier, ms: days * DAY_MS };
        this.#changeDays([...this.#daysAt(nowMs), sold], nowMs);
        return "ok";
      }
      case "entitlement.reverse":
        return this.#takeDaysBack(request, nowMs);
    }
  }

  /** What is left of each grant's days, in ms, by whose turn it is. */
  daysAhead(nowMs: number): string[] {
    return inTurn(this.#daysAt(nowMs)).map(({ grant, ms }) => `${grant} ${ms}`);
  }

  /** Time uses the days whose turn it is. */
  #daysAt(nowMs: number): Ahead[] {
    const days = this.#days.map((each) => ({ ...each }));
    let passed = nowMs - this.#changedMs;
    for (const each of inTurn(days)) {
      const used = Math.min(passed, each.ms);
      each.ms -= used;
      passed -= used;
    }
    return days.filter(({ ms }) => ms > 0);
  }

  #changeDays(days: Ahead[], nowMs: number): void {
    this.#days = days;
    this.#changedMs = nowMs;
  }

  #carry(asset: Asset, amount: number, place: Place): string {
    const free = this.all
      .filter((unit) => unit.asset === asset && unit.place === "available")
      .sort(firstToGo);
    if (free.length < amount) return `insufficient ${free.length}`;
    for (const unit of free.slice(0, amount)) unit.place = place;
    return "ok";
  }

  #settle({ hold, amount }: Requests["settle"], nowMs: number): string {
    if (!this.#deadlines.has(hold)) return this.#whyNot(hold);
    const held = this.all.filter((unit) => unit.place === `held ${hold}`).sort(firstToGo);
    const beyond = amount - held.length;
    if (beyond > 0) {
      const verdict = this.#carry((held[0] as Unit).asset, beyond, "spent");
      if (verdict !== "ok") return verdict;
    }
    for (const unit of held.slice(0, amount)) unit.place = "spent";
    this.#end(hold, "settled", nowMs);
    return "ok";
  }

  #reverse({ grant, policy }: Requests["reverse"]): string {
    const given = this.all.filter((unit) => unit.lot === grant);
    if (given.length === 0) return "grant-not-found";
    const earlier = this.#takenBack.get(grant) ?? 0;
    const there = given.filter((unit) => unit.place === "available");
    const left = there.slice(0, given.length - earlier);
    const wantsAll = policy === "all-or-nothing";
    if (wantsAll && left.length < given.length && !this.#mayOwe)
      return `not-enough-left ${left.length}`;
    for (const unit of left) unit.place = "reversed";
    const gone = wantsAll ? given.length - earlier - left.length : 0;
    this.#takenBack.set(grant, earlier + left.length + gone);
    const { asset } = given[0] as Unit;
    const others = this.all
      .filter((unit) => unit.asset === asset && unit.place === "available" && unit.lot !== grant)
      .sort(firstToGo)
      .slice(0, gone);
    for (const unit of others) unit.place = "reversed";
    for (let n = others.length; n < gone; n++) this.#slips.push({ asset, paid: false });
    return "ok";
  }

  #payWith(unit: Unit): void {
    const slip = this.#slips.find(({ asset, paid }) => asset === unit.asset && !paid);
    if (!slip) return;
    slip.paid = true;
    unit.place = "debt";
  }

  #takeDaysBack({ grant, sale, policy }: Requests["entitlement.reverse"], nowMs: number): string {
    const there = this.#daysAt(nowMs);
    const ahead = there.find((each) => each.grant === grant)?.ms ?? 0;
    let days = 0;
    while (days * DAY_MS < ahead) days += 1; // The first of them may have begun.
    if (policy === "all-or-nothing" && days < sale.days) return `not-enough-left ${days}`;
    const others = there.filter((each) => each.grant !== grant);
    this.#changeDays(others, nowMs);
    return "ok";
  }

  #end(hold: string, how: "settled" | "released" | "lapsed", nowMs: number): void {
    const held = this.all.filter((unit) => unit.place === `held ${hold}`).sort(firstToGo);
    for (const unit of held) {
      unit.place = unit.endsMs <= nowMs ? "expired" : "available";
      if (unit.place === "available") this.#payWith(unit);
    }
    this.#deadlines.delete(hold);
    this.#ended.set(hold, how);
  }

  #whyNot(hold: string): string {
    const how = this.#ended.get(hold);
    return how ? `hold-ended ${how}` : "hold-not-found";
  }
}

function inTurn(days: Ahead[]): Ahead[] {
  const tiers = [...new Set(days.map(({ tier }) => tier))].sort((a, b) => b - a);
  return tiers.flatMap((tier) => days.filter((each) => each.tier === tier));
}

type Deadline = [hold: string, deadlineMs: number];

const firstToLapse = ([holdA, a]: Deadline, [holdB, b]: Deadline): number =>
  a - b || (holdA < holdB ? -1 : 1);

const firstToGo = (a: Unit, b: Unit): number =>
  a.endsMs - b.endsMs || a.grantedAtMs - b.grantedAtMs || (a.lot < b.lot ? -1 : +(a.lot > b.lot));
