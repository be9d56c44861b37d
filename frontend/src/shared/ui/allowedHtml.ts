import { OPERATOR_ATTRIBUTES, OPERATOR_ELEMENTS } from "../../../../worker/domain/operator-html.ts";

/** The Worker's list of what an operator's text may contain, as DOMPurify takes it. */
export const ALLOWED_HTML = {
  ALLOWED_TAGS: [...OPERATOR_ELEMENTS],
  ALLOWED_ATTR: [...new Set(Object.values(OPERATOR_ATTRIBUTES).flat())],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
};
