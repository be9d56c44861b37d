/** The addresses of all pages, for links between them. The pages themselves are in src/pages.ts. */
export const PATHS = {
  home: "/",
  recharge: "/profile/personal-rights/recharge-center",
  coze: "/profile/personal-rights/coze-package-center",
  cozeResult: "/profile/personal-rights/coze-package-result",
  records: "/profile/personal-rights/records",
  pricing: "/pricing",
  subscription: "/portal/subscription",
  usage: "/portal/usage",
  billing: "/portal/billing",
  account: "/portal/account",
  agreement: "/agreement",
  credits: "/credits",
} as const;

export const TERMS_QUERY = "?type=agreement&item=payment";
export const TERMS_PATH = PATHS.agreement + TERMS_QUERY;
export const resultPath = (orderId: string) => `${PATHS.cozeResult}?orderId=${orderId}`;
