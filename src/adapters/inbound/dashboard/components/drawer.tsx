import type { ComponentChildren } from 'preact';
import { Dialog } from './dialog.tsx';

interface DrawerProps {
  readonly title: ComponentChildren;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** The details of one thing, at the side; a sheet on a phone. */
export function Drawer(props: DrawerProps) {
  return <Dialog kind="drawer" {...props} />;
}
