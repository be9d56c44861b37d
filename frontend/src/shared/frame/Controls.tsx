import { useNavigate } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import { networkLost } from "../api/answer.ts";
import { language, switchLanguage, t } from "../i18n/index.ts";
import { LANGUAGE_NAMES, LANGUAGES, type Language } from "../i18n/language.ts";
import type { Customer } from "../pageData.ts";
import { PATHS } from "../paths.ts";
import { createTheme, THEMES, type Theme } from "../primitives/createTheme.ts";
import { showFailure, showToast } from "../primitives/toasts.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Dropdown } from "../ui/Dropdown.tsx";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { SignInLink } from "../ui/SignInLink.tsx";
import { CreditBalance } from "./CreditBalance.tsx";
import { useSite } from "./site.tsx";

const THEME_ICONS: Record<Theme, IconName> = { system: "monitor", light: "sun", dark: "moon" };

export function Controls() {
  const { customer } = useSite();
  return (
    <div class="controls">
      <Show when={customer()}>
        <CreditBalance />
      </Show>
      <LanguageControl />
      <ThemeControl />
      <Switch fallback={<span class="skeleton circle" />}>
        <Match when={customer()}>{(known) => <Account customer={known()} />}</Match>
        <Match when={customer() === null}>
          <SignInLink look="plain" />
        </Match>
      </Switch>
    </div>
  );
}

export function LanguageControl() {
  const choose = (wanted: Language) => {
    switchLanguage(wanted).catch(() => showFailure(networkLost()));
  };
  return (
    <Dropdown
      label={`${t("common.label.language")}: ${LANGUAGE_NAMES[language()]}`}
      trigger={
        <>
          <Icon name="globe" />
          <span class="pill-text">{LANGUAGE_NAMES[language()]}</span>
        </>
      }
      items={LANGUAGES.map((name) => ({
        label: LANGUAGE_NAMES[name],
        checked: name === language(),
        onSelect: () => choose(name),
      }))}
    />
  );
}

export function ThemeControl() {
  const { theme, isDark, choose } = createTheme();
  const names = () => ({
    system: t("common.theme.system"),
    light: t("common.theme.light"),
    dark: t("common.theme.dark"),
  });
  return (
    <Dropdown
      class="round"
      label={`${t("common.label.theme")}: ${names()[theme()]}`}
      trigger={<Icon name={isDark() ? "moon" : "sun"} />}
      items={THEMES.map((name) => ({
        label: names()[name],
        icon: THEME_ICONS[name],
        checked: name === theme(),
        onSelect: () => choose(name),
      }))}
    />
  );
}

function Account(props: { customer: Customer }) {
  const { signOut } = useSite();
  const navigate = useNavigate();

  const leave = async (everywhere: boolean) => {
    const answer = await signOut({ everywhere });
    if (!answer.ok) return showFailure(answer);
    navigate(PATHS.home); // The page on the screen may show private data.
    showToast("ok", t(everywhere ? "common.signedOutEverywhere" : "common.signedOut"));
  };
  return (
    <Dropdown
      class="round account"
      label={`${t("common.label.account")}: ${props.customer.username}`}
      heading={props.customer.username}
      trigger={<Avatar name={props.customer.username} image={props.customer.avatar} />}
      items={[
        {
          label: t("common.personalRights.records"),
          icon: "receipt",
          onSelect: () => navigate(PATHS.records),
        },
        { label: t("common.action.signOut"), icon: "leave", onSelect: () => void leave(false) },
        {
          label: t("common.action.signOutEverywhere"),
          icon: "leave",
          onSelect: () => void leave(true),
        },
      ]}
    />
  );
}
