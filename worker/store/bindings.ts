/** What the store speaks to. */
export interface StoreBindings {
  DB: D1Database;
  CONFIG: KVNamespace;
}
