import { t } from '../i18n/t.ts';
import { Button } from './button.tsx';

interface ShowAllButtonProps {
  readonly isWhole: boolean;
  readonly onWhole: (isWhole: boolean) => void;
  readonly text: string;
}

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
