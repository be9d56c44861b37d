import { BEFORE, CUSTOMER_ID, WAYS } from "../../core/examples.ts";

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

/** Five days of a trial, after what runs until `startsAt`. */
const trialFrom = (startsAt: string, expiresAt: string) => ({ name: "Trial", startsAt, expiresAt });

export const EXAMPLES = {
  CozeCenter: {
    "A customer's": {
      status: true,
      packages: [PACKAGE],
      payWayList: WAYS,
      explain: "<p>Days begin when the payment arrives.</p>",
      user: {
        id: CUSTOMER_ID,
        username: "Lin",
        avatar: "",
        cozePackage: {
          name: "Pro",
          expiresAt: "2026-12-25T09:30:21.000Z",
          remainingDays: 35,
          next: [trialFrom("2026-12-20T09:30:21.000Z", "2026-12-25T09:30:21.000Z")],
        },
        effects: [
          {
            id: "coze-pro",
            effect: "extends",
            startsAt: "2026-12-20T09:30:21.000Z",
            expiresAt: "2027-01-19T09:30:21.000Z",
            after: "Pro",
            delayed: [trialFrom("2027-01-19T09:30:21.000Z", "2027-01-24T09:30:21.000Z")],
            allExpireAt: "2027-01-24T09:30:21.000Z",
          },
        ],
      },
    },
    "A guest's, while the centre is closed": {
      status: false,
      packages: [PACKAGE],
      payWayList: WAYS,
      explain: "",
    },
  },
};

export const PARAMETERS = { getWebCozePackageOrders: { before: BEFORE.orders } };
