import { Show } from "solid-js";
import type { SubscriptionIssue } from "../api/types.ts";
import { named } from "../i18n.ts";
import { OrderLink } from "../orders/columns.tsx";

export const issueName = ({ kind }: Pick<SubscriptionIssue, "kind">): string =>
  named(`console.issues.kind.${kind}`);

/** What is wrong, what it is about, and what to do. */
export function IssueWords(props: { issue: SubscriptionIssue }) {
  return (
    <>
      <p>{issueName(props.issue)}</p>
      <p>
        <Show
          when={props.issue.orderNo}
          fallback={<span class="number small">{props.issue.about}</span>}
        >
          {(orderNo) => <OrderLink orderNo={orderNo()} />}
        </Show>
      </p>
      <p class="muted small">{named(`console.issues.remedy.${props.issue.kind}`)}</p>
    </>
  );
}
