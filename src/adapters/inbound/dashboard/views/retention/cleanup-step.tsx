import { useState } from 'preact/hooks';
import { Bytes } from '../../components/bytes.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Name } from '../../components/name.tsx';
import { Time } from '../../components/time.tsx';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { DecidedGroup } from './cleanup-groups.ts';
import { cleanUp, cleanupOf } from './cleanup-work.ts';

interface CleanupStepProps {
  readonly database: string;
  readonly removed: DecidedGroup;
}

export function CleanupStep({ database, removed }: CleanupStepProps) {
  const [isConfirming, setConfirming] = useState(false);
  const isRunning = cleanupOf(database)?.isRunning === true;
  const count = removed.decided.length;
  const action = t('retention.remove', { count, size: formatBytes(removed.bytes) });
  return (
    <>
      <Button
        kind="danger"
        isBusy={isRunning}
        onClick={() => {
          setConfirming(true);
        }}
      >
        {action}
      </Button>
      {isConfirming && (
        <ConfirmDialog
          title={t('retention.removeTitle', { count, name: database })}
          action={action}
          isDangerous
          onClose={() => {
            setConfirming(false);
          }}
          onConfirm={() => {
            setConfirming(false);
            void cleanUp(database);
          }}
        >
          <p>{t('retention.removeText')}</p>
          <GoingList removed={removed} />
        </ConfirmDialog>
      )}
    </>
  );
}

function GoingList({ removed: { decided } }: { readonly removed: DecidedGroup }) {
  return (
    <ul class="going-list" tabIndex={0} aria-label={t('retention.removedCount', { count: decided.length })}>
      {decided.map(({ filename, backup }) => (
        <li key={filename}>
          <Name>{filename}</Name>
          {backup !== undefined && (
            <span class="quiet small">
              <Time at={backup.created_at} /> · <Bytes value={backup.size} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
