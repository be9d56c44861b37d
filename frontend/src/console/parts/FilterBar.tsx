import { createUniqueId, For, type JSX, type ParentProps, Show } from "solid-js";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { t } from "../i18n.ts";
import { FileLink } from "./FileLink.tsx";

interface FilterBarProps extends ParentProps {
  /** As `createFilters` makes them. */
  filters: { isFiltered: () => boolean; reset: () => void };
  /** Where the same rows are a file. */
  csv?: string;
}

/** Above a list: its filters, and the file that they give. */
export function FilterBar(props: FilterBarProps) {
  return (
    <search class="filters">
      {props.children}
      <Show when={props.filters.isFiltered()}>
        <Button onClick={() => props.filters.reset()}>{t("console.filter.reset")}</Button>
      </Show>
      <Show when={props.csv}>
        {(address) => <FileLink address={address()} class="filter-file" />}
      </Show>
    </search>
  );
}

interface TextFilterProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** Taken over with Enter, or when the field is left. */
export function TextFilter(props: TextFilterProps) {
  const take = (event: { currentTarget: HTMLInputElement }) => {
    const typed = event.currentTarget.value.trim();
    if (typed !== props.value) props.onChange(typed);
  };
  return (
    <Labelled label={props.label}>
      {(id) => (
        <input
          id={id}
          class="day"
          type="search"
          value={props.value}
          onChange={take}
          onKeyDown={(event) => event.key === "Enter" && take(event)}
        />
      )}
    </Labelled>
  );
}

export function DayFilter(props: TextFilterProps) {
  return (
    <Labelled label={props.label}>
      {(id) => (
        <input
          id={id}
          class="day"
          type="date"
          value={props.value}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

interface StretchFilterProps {
  values: { since: string; until: string };
  onChange: (changed: { since?: string; until?: string }) => void;
}

/** From a day until another one, both included; `asStretch` makes instants of them. */
export const StretchFilter = (props: StretchFilterProps) => (
  <>
    <DayFilter
      label={t("console.filter.from")}
      value={props.values.since}
      onChange={(since) => props.onChange({ since })}
    />
    <DayFilter
      label={t("console.filter.to")}
      value={props.values.until}
      onChange={(until) => props.onChange({ until })}
    />
  </>
);

/** "2026-11"; where the browser knows no months, it is typed so. */
export function MonthFilter(props: TextFilterProps) {
  return (
    <Labelled label={props.label} class="month">
      {(id) => (
        <input
          id={id}
          class="day"
          type="month"
          placeholder="2026-11"
          value={props.value}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

interface ChoiceFilterProps extends TextFilterProps {
  choices: { value: string; text: string }[];
}

/** One of several, or all. */
export function ChoiceFilter(props: ChoiceFilterProps) {
  return (
    <Labelled label={props.label}>
      {(id) => (
        <span class="select">
          <select id={id} onChange={(event) => props.onChange(event.currentTarget.value)}>
            <option value="" selected={props.value === ""}>
              {t("console.filter.all")}
            </option>
            <For each={props.choices}>
              {(choice) => (
                <option value={choice.value} selected={choice.value === props.value}>
                  {choice.text}
                </option>
              )}
            </For>
          </select>
          <Icon name="chevron" />
        </span>
      )}
    </Labelled>
  );
}

function Labelled(props: { label: string; class?: string; children: (id: string) => JSX.Element }) {
  const id = createUniqueId();
  return (
    <div class={`filter ${props.class ?? ""}`}>
      <label for={id}>{props.label}</label>
      {props.children(id)}
    </div>
  );
}
