import { Show } from "solid-js";
import { signOut } from "../../shared/api/auth.ts";
import { LanguageControl, ThemeControl } from "../../shared/frame/Controls.tsx";
import { showFailure } from "../../shared/primitives/toasts.ts";
import { Avatar } from "../../shared/ui/Avatar.tsx";
import { Dropdown } from "../../shared/ui/Dropdown.tsx";
import { t } from "../i18n.ts";
import { useSession } from "../session.tsx";

/** Language, scheme, who is signed in and as what. */
export function Account() {
  const { me, reload } = useSession();
  const leave = async () => {
    const answer = await signOut({ everywhere: false });
    if (!answer.ok) return showFailure(answer);
    await reload();
  };
  return (
    <div class="controls console-controls">
      <LanguageControl />
      <ThemeControl />
      <Show when={me()}>
        {(known) => (
          <>
            <span class="badge console-role">{t(`console.role.${known().role}`)}</span>
            <Dropdown
              class="round account"
              label={`${t("common.label.account")}: ${known().username}, ${t(`console.role.${known().role}`)}`}
              heading={`${known().username} · ${t(`console.role.${known().role}`)}`}
              trigger={<Avatar name={known().username} image="" />}
              items={[
                {
                  label: t("console.toShop"),
                  icon: "external",
                  onSelect: () => location.assign("/"),
                },
                {
                  label: t("common.action.signOut"),
                  icon: "leave",
                  onSelect: () => void leave(),
                },
              ]}
            />
          </>
        )}
      </Show>
    </div>
  );
}
