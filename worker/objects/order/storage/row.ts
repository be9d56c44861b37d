/** A row as SQLite answers it; each reader knows its own columns. */
export type Row = Record<string, SqlStorageValue>;
