/** Addresses that links, bookmarks and other systems keep, so written here once more by hand. */
export const HOME = "/";
export const CENTRE = "/profile/personal-rights/coze-package-center";
export const RECORDS = "/profile/personal-rights/records";
export const RESULT = "/profile/personal-rights/coze-package-result";
export const RECHARGE = "/profile/personal-rights/recharge-center";
export const TERMS = "/agreement?type=agreement&item=payment";
export const CREDITS = "/credits";
export const PRICING = "/pricing";
export const SUBSCRIPTION = "/portal/subscription";
export const USAGE = "/portal/usage";
export const BILLING = "/portal/billing";
export const ACCOUNT = "/portal/account";
