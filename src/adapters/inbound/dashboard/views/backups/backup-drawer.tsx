import type { Backup, ChangedBackup } from '../../api/types.ts';
import { ItemDrawer } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Name, RichText, Time } from '../../components/text.tsx';
import { t } from '../../i18n/t.ts';
import type { Query } from '../../state/route.ts';
import { may } from '../../state/session.ts';
import { trackedJob } from '../../state/tracked-jobs.ts';
import { InspectPanel } from '../inspect/inspect-panel.tsx';
import { RestorePanel } from '../restore/restore-panel.tsx';
import { CopiesPanel } from '../stores/copies-panel.tsx';
import { useShownStores } from '../stores/shown-stores.ts';
import { useChosenCopy, type ChosenCopy } from '../stores/use-chosen-copy.ts';
import { Adopted, AdoptPanel } from './adopt-panel.tsx';
import { BackupState, FactList } from './backup-facts.tsx';
import type { BackupRow } from './backup-row.ts';
import { BackupTools } from './backup-tools.tsx';
import { VerificationList } from './verification-list.tsx';
import { VerificationPanel } from './verification-panel.tsx';

interface BackupDrawerProps {
  readonly filename: string;
  readonly rows: readonly BackupRow[];
  readonly query: Query;
}

export function BackupDrawer({ filename, rows, query }: BackupDrawerProps) {
  const row = rows.find(({ backup }) => backup.filename === filename);
  return (
    <ItemDrawer
      view="backups"
      item={filename}
      query={query}
      title={row === undefined ? <Name>{filename}</Name> : <Title row={row} />}
    >
      {row === undefined ? <NotFound filename={filename} /> : <Details row={row} />}
    </ItemDrawer>
  );
}

/** An adopted file may have a new name. */
function NotFound({ filename }: { readonly filename: string }) {
  const adopted = trackedJob(filename, 'adopt')?.result;
  return adopted === undefined ? (
    <EmptyState icon="unknown" title={t('backups.goneTitle')}>
      <p>{t('backups.goneText')}</p>
    </EmptyState>
  ) : (
    <Adopted backup={adopted as ChangedBackup} />
  );
}

function Title({ row: { backup } }: { readonly row: BackupRow }) {
  return (
    <RichText
      text="backups.titleOf"
      values={{
        name: <Name>{backup.database ?? backup.filename}</Name>,
        when: <Time at={backup.created_at} form="absolute" />,
      }}
    />
  );
}

function Details({ row }: { readonly row: BackupRow }) {
  const { backup } = row;
  const stores = useShownStores();
  const verified = useChosenCopy();
  const restored = useChosenCopy();
  const isThere = backup.damage_kind !== 'data_missing';
  return (
    <div class="backup-details stack-wide">
      <BackupState row={row} />
      <BackupTools backup={backup} />
      {!backup.managed && may('adoptBackup') && <AdoptPanel backup={backup} />}
      <section class="stack-tight">
        <h3>{t('common.verification')}</h3>
        <VerificationList backup={backup} />
        {isThere && may('verifyBackup') && (
          <div class="panel-place" ref={verified.place} tabIndex={-1}>
            <VerificationPanel backup={backup} store={verified.store} onStore={verified.choose} />
          </div>
        )}
      </section>
      {stores.length > 0 && (
        <CopiesPanel
          backup={backup}
          stores={stores}
          onVerify={backup.managed && may('verifyBackup') ? verified.show : undefined}
          onRestore={backup.managed && may('restoreBackup') ? restored.show : undefined}
        />
      )}
      <section class="stack-tight">
        <h3>{t('common.details')}</h3>
        <FactList row={row} />
      </section>
      {isThere && <Content backup={backup} chosen={restored} />}
    </div>
  );
}

function Content({ backup, chosen }: { readonly backup: Backup; readonly chosen: ChosenCopy }) {
  return (
    <>
      <section class="stack-tight apart">
        <h3>{t('backups.inspect')}</h3>
        <p class="quiet">{t('backups.inspectText')}</p>
        <InspectPanel backup={backup} />
      </section>
      <section class="stack-tight apart">
        <h3>{t('backups.restore')}</h3>
        <p class="quiet">{t('backups.restoreText')}</p>
        <div class="panel-place" ref={chosen.place} tabIndex={-1}>
          <RestorePanel backup={backup} store={chosen.store} onStore={chosen.choose} />
        </div>
      </section>
    </>
  );
}
