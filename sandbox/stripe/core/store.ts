import type { Kind, Records } from "./records.ts";

export interface Change {
  kind: Kind;
  id: string;
  /** Null when it is gone. */
  record: object | null;
}

interface Before {
  record: object | undefined;
  /** Wall clock, milliseconds. */
  changedAt: number;
}

/**
 * All records by kind, in the order they were made. A record is never altered in place: `put` replaces it, so an event
 * can hold what was, a refused request can be undone, and a lagging read can be played.
 */
export interface Store {
  get<K extends Kind>(kind: K, id: string): Records[K] | undefined;
  all<K extends Kind>(kind: K): Records[K][];
  kinds(): Kind[];
  put<K extends Kind>(kind: K, record: Records[K]): void;
  remove(kind: Kind, id: string): void;
  /** What a read that lags would still see. */
  before(kind: Kind, id: string): Before | undefined;
  /** Keeps what was written since the last `commit` or `undo`. */
  commit(): void;
  undo(): void;
  /** Committed changes nobody took yet, one per record. */
  takeChanges(): Change[];
  clear(): void;
}

export function createStore(): Store {
  const maps = new Map<Kind, Map<string, object>>();
  const previous = new Map<string, Before>();
  const changed = new Map<string, { kind: Kind; id: string }>();
  let steps: { kind: Kind; id: string; record: object | undefined }[] = [];

  const mapOf = (kind: Kind) => {
    const found = maps.get(kind) ?? new Map<string, object>();
    maps.set(kind, found);
    return found;
  };

  function write(kind: Kind, id: string, record: object | undefined): void {
    const map = mapOf(kind);
    steps.push({ kind, id, record: map.get(id) });
    if (record) map.set(id, record);
    else map.delete(id);
  }

  return {
    get: (kind, id) => mapOf(kind).get(id) as never,
    all: (kind) => [...mapOf(kind).values()] as never,
    kinds: () => [...maps.keys()],
    put: (kind, record) => write(kind, record.id, record),
    remove: (kind, id) => write(kind, id, undefined),
    before: (kind, id) => previous.get(`${kind}:${id}`),
    commit() {
      const first = new Map(steps.toReversed().map((step) => [`${step.kind}:${step.id}`, step]));
      for (const [key, { kind, id, record }] of first) {
        previous.set(key, { record, changedAt: Date.now() });
        changed.set(key, { kind, id });
      }
      steps = [];
    },
    undo() {
      for (const { kind, id, record } of steps.toReversed()) {
        if (record) mapOf(kind).set(id, record);
        else mapOf(kind).delete(id);
      }
      steps = [];
    },
    takeChanges() {
      const changes = [...changed.values()].map(({ kind, id }) => ({
        kind,
        id,
        record: mapOf(kind).get(id) ?? null,
      }));
      changed.clear();
      return changes;
    },
    clear() {
      for (const [kind, map] of maps) {
        for (const id of map.keys()) changed.set(`${kind}:${id}`, { kind, id });
        map.clear();
      }
      previous.clear();
      steps = [];
    },
  };
}
