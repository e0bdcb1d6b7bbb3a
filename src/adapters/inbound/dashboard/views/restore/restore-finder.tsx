import { useState } from 'preact/hooks';
import type { RestorePlan } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Drawer } from '../../components/dialog.tsx';
import { t } from '../../i18n/t.ts';
import { may } from '../../state/session.ts';
import { RestoreForm } from './restore-form.tsx';
import { RestoreFlow } from './restore-panel.tsx';

export function RestoreFinderButton() {
  const [isOpen, setOpen] = useState(false);
  if (!may('restoreBackup')) return null;
  return (
    <>
      <Button
        icon="restore"
        onClick={() => {
          setOpen(true);
        }}
      >
        {t('restore.find')}
      </Button>
      {isOpen && (
        <RestoreFinder
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

/** Restores the backup of the plan, even if a newer one is made meanwhile. */
function RestoreFinder({ onClose }: { readonly onClose: () => void }) {
  const [plan, setPlan] = useState<RestorePlan | undefined>(undefined);
  return (
    <Drawer title={t('restore.findTitle')} onClose={onClose}>
      {plan === undefined ? (
        <RestoreForm onPlan={setPlan} />
      ) : (
        <RestoreFlow
          key={plan.filename}
          subject={{ filename: plan.filename, database: plan.database, createdAt: plan.created_at }}
          plan={plan}
          onLeave={() => {
            setPlan(undefined);
          }}
        />
      )}
    </Drawer>
  );
}
