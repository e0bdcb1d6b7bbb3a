import { useState } from 'preact/hooks';
import type { Backup, ChangedBackup } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { optionsOf, SelectField } from '../../components/filter-form.tsx';
import { TrackedStatus } from '../../components/job-progress.tsx';
import { Outcome } from '../../components/outcome.tsx';
import { Name, RichText } from '../../components/text.tsx';
import { t } from '../../i18n/t.ts';
import { databases } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { hashOf } from '../../state/route.ts';
import { api } from '../../state/session.ts';
import { isPending, trackJob } from '../../state/tracked-jobs.ts';
import { RESULT_STYLES } from './verification-state.ts';

export function AdoptPanel({ backup }: { readonly backup: Backup }) {
  const { filename, database } = backup;
  const [chosen, setChosen] = useState(database ?? '');
  const adopt = (): void => {
    void trackJob(filename, 'adopt', () => api.adopt(filename, chosen === '' ? {} : { database: chosen }));
  };
  return (
    <section class="panel stack-tight">
      <h3>{t('backups.adoptTitle')}</h3>
      <p class="quiet">{t('backups.adoptText')}</p>
      <div class="adopt-form">
        <OwnerField chosen={chosen} own={database} onChoose={setChosen} />
        <Button isBusy={isPending(filename)} disabled={chosen === ''} onClick={adopt}>
          {t('backups.adopt')}
        </Button>
      </div>
      <TrackedStatus
        subject={filename}
        kind="adopt"
        label={t('backups.adopting', { name: filename })}
        failure={t('backups.adoptFailed')}
      >
        {(result) => <Adopted backup={result as ChangedBackup} />}
      </TrackedStatus>
    </section>
  );
}

interface OwnerFieldProps {
  readonly chosen: string;
  readonly own: string | null;
  readonly onChoose: (database: string) => void;
}

function OwnerField({ chosen, own, onChoose }: OwnerFieldProps) {
  const { value } = useResource(databases);
  const names = new Set([
    ...(own === null ? [] : [own]),
    ...(value?.databases ?? []).map((one) => one.database),
  ]);
  const none = chosen === '' ? [{ value: '', text: t('backups.adoptChoose') }] : [];
  return (
    <SelectField
      label={t('backups.adoptAs')}
      options={[...none, ...optionsOf(names)]}
      value={chosen}
      onChoose={onChoose}
    />
  );
}

export function Adopted({ backup: { filename } }: { readonly backup: ChangedBackup }) {
  const title = <RichText text="backups.adopted" values={{ name: <Name>{filename}</Name> }} />;
  return (
    <Outcome style={RESULT_STYLES.ok} title={title}>
      <a href={hashOf('backups', filename)}>{t('backups.openAdopted')}</a>
    </Outcome>
  );
}
