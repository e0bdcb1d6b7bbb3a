import { t } from '../i18n/t.ts';
import { Button } from './button.tsx';

interface ShowAllButtonProps {
  readonly isWhole: boolean;
  readonly onWhole: (isWhole: boolean) => void;
  /** What it offers while only the first ones are shown. */
  readonly text: string;
}

/** Below the first ones of a long list. */
export function ShowAllButton({ isWhole, onWhole, text }: ShowAllButtonProps) {
  return (
    <div>
      <Button
        kind="plain"
        aria-expanded={isWhole}
        onClick={() => {
          onWhole(!isWhole);
        }}
      >
        {isWhole ? t('common.showFewer') : text}
      </Button>
    </div>
  );
}
