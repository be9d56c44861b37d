import { CUSTOMER_ID } from "../../core/examples.ts";

export const EXAMPLES = {
  Me: {
    "A customer": {
      id: CUSTOMER_ID,
      username: "Lin",
      avatar: "",
      email: "lin@example.com",
      operator: false,
    },
  },
};
