import { For } from "solid-js";

interface TabsProps<T extends string> {
  label: string;
  chosen: T;
  tabs: { id: T; text: string }[];
  /** The id of the element that shows the chosen tab. */
  panel: string;
  onChoose: (id: T) => void;
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

/** Tabs as the ARIA practices have them: one stop for the keyboard, arrows move and choose. */
export function Tabs<T extends string>(props: TabsProps<T>) {
  let list!: HTMLDivElement;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = props.tabs.findIndex((tab) => tab.id === props.chosen);
    const next = (at + step + props.tabs.length) % props.tabs.length;
    const tab = props.tabs[next];
    if (!tab) return;
    props.onChoose(tab.id);
    (list.children[next] as HTMLElement).focus();
  };

  return (
    <div class="tabs" role="tablist" aria-label={props.label} ref={list} onKeyDown={onKeyDown}>
      <For each={props.tabs}>
        {(tab) => (
          <button
            type="button"
            role="tab"
            aria-selected={tab.id === props.chosen}
            aria-controls={props.panel}
            tabindex={tab.id === props.chosen ? 0 : -1}
            onClick={() => props.onChoose(tab.id)}
          >
            {tab.text}
          </button>
        )}
      </For>
    </div>
  );
}
