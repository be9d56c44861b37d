import { getTableColumns } from "drizzle-orm";
import type { ArchivedOrder } from "../domain/archive/record.ts";
import { type OrderRow, orders, refund } from "./schema.ts";

const columnsOf = (table: typeof orders | typeof refund): string[] =>
  Object.values(getTableColumns(table)).map(({ name }) => name);

/** Of the rows that leave D1, in the order of the tables. */
export const ORDER_COLUMNS = columnsOf(orders);
export const REFUND_COLUMNS = columnsOf(refund);

/** The order's row as drizzle would read it. */
export const orderRowOf = ({ order }: ArchivedOrder): OrderRow =>
  Object.fromEntries(
    Object.entries(getTableColumns(orders)).map(([key, column]) => {
      const value = order[column.name] ?? null;
      return [key, value === null ? null : column.mapFromDriverValue(value)];
    }),
  ) as OrderRow;
