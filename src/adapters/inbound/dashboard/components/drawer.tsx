import type { ComponentChildren } from 'preact';
import { Dialog } from './dialog.tsx';

interface DrawerProps {
  readonly title: ComponentChildren;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function Drawer(props: DrawerProps) {
  return <Dialog kind="drawer" {...props} />;
}
