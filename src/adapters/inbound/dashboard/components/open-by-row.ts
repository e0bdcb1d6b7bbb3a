/** A click on a row follows its link, but not a text selection or a click on a button. */
export function openByRow(event: MouseEvent): void {
  const row = event.currentTarget;
  if (!(row instanceof HTMLElement) || !(event.target instanceof Element)) return;
  if (event.target.closest('a, button') !== null || getSelection()?.isCollapsed === false) return;
  const link = row.querySelector('a');
  link?.focus({ preventScroll: true });
  link?.click();
}
