import type { CozePackage } from "../../entitlement/coze.ts";
import type { Asset, LedgerAccount } from "../assets.ts";
import type { Operation, Requests } from "../operations.ts";

type Place = Exclude<LedgerAccount, "issued" | "held"> | `held ${string}`;

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
  #coze: CozePackage | null = null;

  /** How many units lie where, by asset, by lot and by hold; places without any are left out. */
  tally(): Record<string, number> {
    const tally: Record<string, number> = {};
    const add = (name: string) => {
      tally[name] = (tally[name] ?? 0) + 1;
    };
    for (const { asset, lot, place } of this.all) {
      const [account] = place.split(" ");
      add(`${asset} ${account}`);
      if (account === "available" || account === "held") add(`lot ${lot} ${account}`);
      if (account === "held") add(`${place} of ${lot}`);
    }
    return tally;
  }

  /** Lets the time come: holds lapse, then what is over expires. */
  come(nowMs: number): void {
    for (const [hold, deadlineMs] of this.#deadlines)
      if (deadlineMs <= nowMs) this.#end(hold, "lapsed", nowMs);
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
      case "coze.extend": {
        const from = Math.max(nowMs, this.#coze?.expiresAtMs ?? 0);
        this.#coze = {
          name: request.sale.name,
          expiresAtMs: from + request.sale.days * 24 * 60 * 60 * 1_000,
        };
        return "ok";
      }
    }
  }

  coze(): CozePackage | null {
    return this.#coze;
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
    const left = given.filter((unit) => unit.place === "available");
    if (left.length === 0 || (policy === "all-or-nothing" && left.length < given.length))
      return `not-enough-left ${left.length}`;
    for (const unit of left) unit.place = "reversed";
    return "ok";
  }

  #end(hold: string, how: "settled" | "released" | "lapsed", nowMs: number): void {
    for (const unit of this.all)
      if (unit.place === `held ${hold}`)
        unit.place = unit.endsMs <= nowMs ? "expired" : "available";
    this.#deadlines.delete(hold);
    this.#ended.set(hold, how);
  }

  #whyNot(hold: string): string {
    const how = this.#ended.get(hold);
    return how ? `hold-ended ${how}` : "hold-not-found";
  }
}

const firstToGo = (a: Unit, b: Unit): number =>
  a.endsMs - b.endsMs || a.grantedAtMs - b.grantedAtMs || (a.lot < b.lot ? -1 : +(a.lot > b.lot));
