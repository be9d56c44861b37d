import type { CozeCenter } from "../../../worker/app.ts";

/** The API's shapes, types only: nothing of the Worker is bundled. */
export type {
  CozeCenter,
  CozePackage,
  Me,
  OrderCreated,
  OrderDetail,
  OrderFrom,
  OrderListItem,
  OrderPage,
  OrderStatus,
  PayResult,
  PayWay,
  Prepaid,
  Problem,
} from "../../../worker/app.ts";

export type CozeUser = NonNullable<CozeCenter["user"]>;
