import { createUniqueId, For, Show } from "solid-js";
import { KEY_SCOPES, type KeyScope, type KeyScopes } from "../../../../worker/domain/key-scopes.ts";
import { t } from "../i18n.ts";

interface ScopesFieldProps {
  scopes: KeyScopes;
  onChoose: (scopes: KeyScopes) => void;
}

/** All that a key may do, or some of it; nothing at all is no choice that a key can be made with. */
export function ScopesField(props: ScopesFieldProps) {
  const name = createUniqueId();
  const turn = (scope: KeyScope, isOn: boolean) => {
    const others = (props.scopes ?? []).filter((one) => one !== scope);
    props.onChoose(isOn ? [...others, scope] : others);
  };
  const way = (text: string, isChosen: boolean, scopes: KeyScopes) => (
    <label>
      <input type="radio" name={name} checked={isChosen} onChange={() => props.onChoose(scopes)} />
      <span>{text}</span>
    </label>
  );
  return (
    <fieldset class="scopes">
      <legend>{t("console.keys.scopesLegend")}</legend>
      {way(t("console.keys.allScopes"), props.scopes === null, null)}
      {way(t("console.keys.someScopes"), props.scopes !== null, [])}
      <Show when={props.scopes !== null}>
        <div class="scopes key-scopes">
          <For each={KEY_SCOPES}>
            {(scope) => (
              <label>
                <input
                  type="checkbox"
                  checked={props.scopes?.includes(scope)}
                  onChange={(event) => turn(scope, event.currentTarget.checked)}
                />
                <span>
                  {t(`console.keys.scope.${scope}`)} <code class="muted small">{scope}</code>
                </span>
              </label>
            )}
          </For>
        </div>
      </Show>
    </fieldset>
  );
}
