import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { CalendarDay } from '../../api/types.ts';
import { dayText } from './calendar-days.ts';
import { stepDay, type DaysLayout } from './calendar-layout.ts';

interface DayPickerProps {
  readonly layout: DaysLayout;
  readonly label: string;
  readonly days: readonly CalendarDay[];
  readonly pointed: number | undefined;
  readonly onPoint: (index: number | undefined) => void;
  /** Each day element has `data-day`. */
  readonly children: ComponentChildren;
}

/** One slider for all days: 365 tab stops would be too many, and the cells are too small for a finger. */
export function DayPicker({ layout, label, days, pointed, onPoint, children }: DayPickerProps) {
  const [last, setLast] = useState(days.length - 1);
  const at = Math.min(pointed ?? last, days.length - 1);
  const day = days[at];
  const point = (index: number): void => {
    setLast(index);
    onPoint(index);
  };
  const pointUnder = (event: Event): void => {
    const index = dayUnder(event.target);
    if (index !== undefined) point(index);
  };
  return (
    <div
      class={`days days-${layout}`}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={1}
      aria-valuemax={days.length}
      aria-valuenow={at + 1}
      aria-valuetext={day === undefined ? '' : dayText(day)}
      onPointerMove={pointUnder}
      onPointerDown={pointUnder}
      onPointerLeave={() => onPoint(undefined)}
      onFocus={() => onPoint(at)}
      onBlur={() => onPoint(undefined)}
      onKeyDown={(event) => {
        const next = stepDay(event.key, at, days.length, layout);
        if (next === undefined) return;
        event.preventDefault();
        point(next);
      }}
    >
      {children}
    </div>
  );
}

function dayUnder(target: EventTarget | null): number | undefined {
  const index = target instanceof HTMLElement ? Number(target.dataset['day'] ?? NaN) : NaN;
  return Number.isInteger(index) ? index : undefined;
}
