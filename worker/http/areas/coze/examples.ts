import { CUSTOMER_ID, ENTITLEMENT, WAYS } from "../../core/examples.ts";

const PACKAGE = {
  id: "coze-pro",
  name: "Pro",
  label: "Most popular",
  description: "For everyday work with agents",
  content: ["All agents", "500 conversations a day", "Priority queue"],
  duration: 30,
  originalPrice: "59.90",
  currentPrice: "39.90",
  currency: "CNY",
  soldOut: false,
};

export const EXAMPLES = {
  CozeCenter: {
    "A customer's": {
      status: true,
      packages: [PACKAGE],
      payWayList: WAYS,
      explain: "<p>Days begin when the payment arrives.</p>",
      user: { id: CUSTOMER_ID, username: "Lin", avatar: "", cozePackage: ENTITLEMENT },
    },
    "A guest's, while the centre is closed": {
      status: false,
      packages: [PACKAGE],
      payWayList: WAYS,
      explain: "",
    },
  },
};
