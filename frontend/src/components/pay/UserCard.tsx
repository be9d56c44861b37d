import { Show } from "solid-js";
import type { CozeUser } from "../../api/types.ts";
import { day, days } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";
import { SignInLink } from "../ui/SignInLink.tsx";

/** Who is buying and what runs now; a guest is invited to sign in. */
export function UserCard(props: { user: CozeUser | undefined }) {
  return (
    <Show when={props.user} fallback={<Guest />}>
      {(user) => (
        <section class="card user-card" aria-label={t("common.label.account")}>
          <Avatar name={user().username} image={user().avatar} />
          <div class="user-who">
            <p class="user-name">{user().username}</p>
            <p class="muted small">
              {user().cozePackage
                ? t("web-personal-rights.cozePackageCenter.validUntil", {
                    date: day(user().cozePackage?.expiresAt ?? ""),
                  })
                : t("web-personal-rights.cozePackageCenter.chooseToStart")}
            </p>
          </div>
          <dl class="user-facts">
            <div>
              <dt>{t("web-personal-rights.cozePackageCenter.currentPackage")}</dt>
              <dd>
                {user().cozePackage?.name ?? t("web-personal-rights.cozePackageCenter.noPackage")}
              </dd>
            </div>
            <div>
              <dt>{t("web-personal-rights.cozePackageCenter.remainingDays")}</dt>
              <dd>{days(user().cozePackage?.remainingDays ?? 0)}</dd>
            </div>
          </dl>
        </section>
      )}
    </Show>
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
