import { For, Show } from "solid-js";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { t } from "../../shared/i18n/index.ts";
import { Avatar } from "../../shared/ui/Avatar.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { SignInLink } from "../../shared/ui/SignInLink.tsx";
import { Words } from "../../shared/ui/Words.tsx";

export interface UserFacts {
  username: string;
  avatar: string;
  /** A line under the name. */
  line: string;
  facts: { name: string; value: string }[];
  /** What follows what they have now, in order. */
  next?: { title: string; runs: { name: string; time: string }[] } | undefined;
}

/** Who is buying and what they have now; a guest is invited to sign in. */
export function UserCard(props: { user: UserFacts | undefined }) {
  return (
    <Show when={props.user} fallback={<Guest />}>
      {(user) => (
        <section class="card user-card" aria-label={t("common.label.account")}>
          <Avatar name={user().username} image={user().avatar} />
          <div class="user-who">
            <p class="user-name" translate="no">
              {user().username}
            </p>
            <p class="muted small">
              <Words text={user().line} />
            </p>
          </div>
          <dl class="user-facts" classList={{ single: user().facts.length === 1 }}>
            <For each={user().facts}>
              {(fact) => (
                <div>
                  <dt>{fact.name}</dt>
                  <dd lang={foreignTag(fact.value)}>{fact.value}</dd>
                </div>
              )}
            </For>
          </dl>
          <Show when={user().next}>
            {(next) => <Next title={next().title} runs={next().runs} />}
          </Show>
        </section>
      )}
    </Show>
  );
}

function Next(props: NonNullable<UserFacts["next"]>) {
  return (
    <div class="user-next small">
      <p class="muted">{props.title}</p>
      <ol>
        <For each={props.runs}>
          {(run) => (
            <li>
              <span class="next-name" lang={foreignTag(run.name)}>
                {run.name}
              </span>{" "}
              <span class="muted">{run.time}</span>
            </li>
          )}
        </For>
      </ol>
    </div>
  );
}

function Guest() {
  return (
    <section class="card user-card guest" aria-label={t("common.label.account")}>
      <span class="avatar guest" aria-hidden="true">
        <Icon name="user" />
      </span>
      <div class="user-who">
        <p class="user-name">{t("common.guest.title")}</p>
        <p class="muted small">{t("common.guest.desc")}</p>
      </div>
      <SignInLink />
    </section>
  );
}
