import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { moment } from "../../shared/i18n/format.ts";
import { readIssues } from "../api/client.ts";
import { t } from "../i18n.ts";
import { IssueWords } from "../issues/IssueWords.tsx";
import { createRead } from "../parts/createRead.ts";
import { Section } from "../parts/Facts.tsx";

/** What needs a person of this customer's subscription; nothing where nothing does. */
export function IssuesSection(props: { customerId: string }) {
  const [remote] = createRead(
    () => props.customerId,
    (customer) => readIssues({ customer, show: "open" }),
  );
  return (
    <Show when={remote.value?.items.length ? remote.value.items : undefined}>
      {(items) => (
        <Section
          title={t("console.issues.here")}
          acts={
            <A class="button plain" href="/subscription-issues">
              {t("console.issues.all")}
            </A>
          }
        >
          <ul class="issues">
            <For each={items()}>
              {(issue) => (
                <li>
                  <IssueWords issue={issue} />
                  <p class="muted small">
                    {t("console.issues.since")} {moment(issue.since)}
                  </p>
                </li>
              )}
            </For>
          </ul>
        </Section>
      )}
    </Show>
  );
}
