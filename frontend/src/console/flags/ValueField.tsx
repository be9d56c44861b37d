import { createUniqueId, For, Match, Switch } from "solid-js";
import { Icon } from "../../shared/ui/Icon.tsx";
import type { ConsoleFlag } from "../api/settings.ts";
import { t } from "../i18n.ts";
import { HtmlField } from "./HtmlField.tsx";
import { valueText } from "./words.ts";

interface ValueFieldProps {
  flag: ConsoleFlag;
  value: string;
  onInput: (value: string) => void;
}

/** A value as its reader takes it: no word can be typed that it would not understand where there are few. */
export function ValueField(props: ValueFieldProps) {
  const id = createUniqueId();
  const label = () => t("console.flags.newValue");
  return (
    <Switch>
      <Match when={props.flag.kind === "html"}>
        <HtmlField
          id={id}
          name={props.flag.name}
          label={label()}
          value={props.value}
          onInput={props.onInput}
        />
      </Match>
      <Match when={props.flag.kind === "switch"}>
        <fieldset class="scopes">
          <legend>{label()}</legend>
          <For each={["true", "false"]}>
            {(word) => (
              <label>
                <input
                  type="radio"
                  name={id}
                  checked={props.value === word}
                  onChange={() => props.onInput(word)}
                />
                <span>{valueText(props.flag, word)}</span>
              </label>
            )}
          </For>
        </fieldset>
      </Match>
      <Match when={props.flag.kind === "choice"}>
        <div class="filter wide">
          <label for={id}>{label()}</label>
          <span class="select">
            <select id={id} onChange={(event) => props.onInput(event.currentTarget.value)}>
              <For each={props.flag.choices}>
                {(word) => (
                  <option value={word} selected={word === props.value}>
                    {valueText(props.flag, word)}
                  </option>
                )}
              </For>
            </select>
            <Icon name="chevron" />
          </span>
        </div>
      </Match>
      <Match when={true}>
        <Typed id={id} label={label()} {...props} />
      </Match>
    </Switch>
  );
}

function Typed(props: ValueFieldProps & { id: string; label: string }) {
  const zones = () =>
    props.flag.name === "billing_time_zone" ? Intl.supportedValuesOf("timeZone") : [];
  return (
    <div class="filter wide">
      <label for={props.id}>{props.label}</label>
      <input
        id={props.id}
        class="day"
        autocomplete="off"
        required
        list={zones().length > 0 ? `${props.id}-zones` : undefined}
        type={props.flag.range ? "number" : "text"}
        min={props.flag.range?.min}
        max={props.flag.range?.max}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <datalist id={`${props.id}-zones`}>
        <For each={zones()}>{(zone) => <option value={zone} />}</For>
      </datalist>
    </div>
  );
}
