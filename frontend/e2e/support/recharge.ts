import type { Page } from "@playwright/test";
import { RECHARGE } from "./addresses.ts";
import { Centre } from "./centre.ts";

/** The demo catalog's rules in its order, as a customer reads them. */
export const RULES = [
  { id: "power-100", name: "100 算力", price: "¥9.90", label: "尝鲜", gift: null, arrives: 100 },
  { id: "power-500", name: "500 算力", price: "¥45.00", label: "最受欢迎", gift: 50, arrives: 550 },
  {
    id: "power-1200",
    name: "1,200 算力",
    price: "¥99.00",
    label: "多送 200",
    gift: 200,
    arrives: 1400,
  },
  {
    id: "power-3000",
    name: "3,000 算力",
    price: "¥228.00",
    label: "最划算",
    gift: 800,
    arrives: 3800,
  },
] as const;
export const [POWER_100, POWER_500, POWER_1200] = RULES;

/** The recharge centre: the same parts as the package centre, with words of its own. */
export class RechargeCentre extends Centre {
  constructor(page: Page) {
    super(page, RECHARGE, { success: "充值成功", expired: "二维码失效，请刷新" });
  }
}
