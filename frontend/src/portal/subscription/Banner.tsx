import type { JSX } from "solid-js";
import { Icon, type IconName } from "../../shared/ui/Icon.tsx";
import { Words } from "../../shared/ui/Words.tsx";

interface BannerProps {
  /** None: a spinner, while something is waited for. */
  icon?: IconName;
  tone?: "warning";
  title: string;
  desc: string;
  children?: JSX.Element;
}

/** What a customer should know before all else, and what can be done about it. */
export function Banner(props: BannerProps) {
  return (
    <section class={`banner ${props.tone ?? ""}`} role="status">
      {props.icon ? <Icon name={props.icon} /> : <span class="spinner" aria-hidden="true" />}
      <div class="banner-text">
        <h2>
          <Words text={props.title} />
        </h2>
        <p class="small">
          <Words text={props.desc} />
        </p>
      </div>
      {props.children}
    </section>
  );
}
