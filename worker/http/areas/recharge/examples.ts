import { CUSTOMER_ID, WAYS } from "../../core/examples.ts";

export const EXAMPLES = {
  RechargeCenter: {
    "A customer's": {
      payWayList: WAYS,
      rechargeExplain: "",
      rechargeRule: [
        {
          id: "power-500",
          power: 500,
          givePower: 50,
          sellPrice: "45.00",
          currency: "CNY",
          label: "Most popular",
        },
      ],
      rechargeStatus: true,
      cozePackageStatus: true,
      user: { id: CUSTOMER_ID, username: "Lin", avatar: "", power: 550 },
    },
  },
  "postRechargeSubmitRecharge request": {
    "With Alipay, at the price that was shown": {
      id: "power-500",
      payType: 2,
      expectedAmount: "45.00",
    },
  },
};
