import { currentPath, signInAddress } from "../api/auth.ts";
import { t } from "../i18n/index.ts";

/** Leaves the page for the identity provider (hence `external`) and comes back to where it was pressed. */
export function SignInLink(props: { look?: "primary" | "plain"; returnTo?: string }) {
  return (
    <a
      class={`button ${props.look ?? "primary"}`}
      rel="external"
      href={signInAddress(props.returnTo ?? currentPath())}
      onClick={(event) => {
        event.currentTarget.href = signInAddress(props.returnTo ?? currentPath());
      }}
    >
      {t("common.action.signIn")}
    </a>
  );
}
