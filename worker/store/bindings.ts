/** What the store speaks to. */
export interface StoreBindings {
  DB: D1Database;
  CONFIG: KVNamespace;
  /** Where old orders and events go; without it nothing is archived. */
  ARCHIVE?: R2Bucket;
}
