interface DayProps {
  label: string;
  value: string | undefined;
  min?: string | undefined;
  max?: string | undefined;
  onChoose: (day: string) => void;
}

export function Day(props: DayProps) {
  return (
    <input
      class="day"
      type="date"
      aria-label={props.label}
      value={props.value ?? ""}
      min={props.min}
      max={props.max}
      onChange={(event) => props.onChoose(event.currentTarget.value)}
    />
  );
}
