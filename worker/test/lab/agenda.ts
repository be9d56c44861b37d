/** What is going to happen, by time. Things of one time happen in the order in which they were written down. */
export interface Entry {
  atMs: number;
  what: string;
  run(): Promise<void>;
}

export class Agenda {
  #entries: (Entry & { seq: number })[] = [];
  #seq = 0;

  add(atMs: number, what: string, run: () => Promise<void>): void {
    this.#entries.push({ atMs, what, run, seq: this.#seq++ });
    this.#entries.sort((a, b) => a.atMs - b.atMs || a.seq - b.seq);
  }

  nextAtMs(): number | null {
    return this.#entries[0]?.atMs ?? null;
  }

  /** Takes what is due by then, in order. */
  takeUntil(atMs: number): Entry[] {
    const due = this.#entries.filter((entry) => entry.atMs <= atMs);
    this.#entries = this.#entries.filter((entry) => entry.atMs > atMs);
    return due;
  }
}
