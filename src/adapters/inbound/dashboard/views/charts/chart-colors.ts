import { useEffect, useState } from 'preact/hooks';
import { theme } from '../../state/theme.ts';

export interface ChartColors {
  readonly of: (property: string) => string;
  readonly font: string;
}

/** A canvas cannot use CSS custom properties. */
export function chartColors(element: HTMLElement): ChartColors {
  const known = new Map<string, string>();
  return {
    of: (property) => {
      const color = known.get(property) ?? resolve(element, property);
      known.set(property, color);
      return color;
    },
    font: `12px ${getComputedStyle(element).fontFamily}`,
  };
}

export function useThemeChange(): string {
  const [isDark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const onChange = (): void => {
      setDark(query.matches);
    };
    query.addEventListener('change', onChange);
    return () => {
      query.removeEventListener('change', onChange);
    };
  }, []);
  return `${theme.value} ${String(isDark)}`;
}

/** The browser resolves `light-dark()` only where the property is used. */
function resolve(element: HTMLElement, property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
