/** Follows the link of a row wherever one clicks in it; but who marks text or takes the link itself wants that. */
export function openByRow(event: MouseEvent): void {
  const row = event.currentTarget;
  if (!(row instanceof HTMLElement) || !(event.target instanceof Element)) return;
  if (event.target.closest('a, button') !== null || getSelection()?.isCollapsed === false) return;
  const link = row.querySelector('a');
  link?.focus({ preventScroll: true });
  link?.click();
}
