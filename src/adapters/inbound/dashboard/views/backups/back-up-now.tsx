import { Button, IconButton } from '../../components/button.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { Menu } from '../../components/menu.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Name } from '../../components/text.tsx';
import { t } from '../../i18n/t.ts';
import { runningJobs } from '../../state/running.ts';
import { may } from '../../state/session.ts';
import { backUpFailures, backUpNow, dismissFailure, isBackingUp, type DatabaseFailure } from './back-ups.ts';

interface BackUpNowProps {
  /** To choose from; without any, all databases are backed up. */
  readonly databases?: readonly string[];
  readonly icon?: IconName;
}

export function BackUpNow({ databases = [], icon }: BackUpNowProps) {
  if (!may('createBackup')) return null;
  if (databases.length > 1) return <BackUpMenu databases={databases} />;
  const isBusy = isBackingUp(databases[0]);
  return (
    <Button kind="primary" icon={icon} isBusy={isBusy} onClick={() => void backUpNow(databases[0])}>
      {t(isBusy ? 'common.backingUp' : 'common.backUpNow')}
    </Button>
  );
}

function BackUpMenu({ databases }: { readonly databases: readonly string[] }) {
  const all = { label: t('common.allDatabases'), onSelect: () => void backUpNow(undefined) };
  const each = databases.map((database) => ({
    label: <Name>{database}</Name>,
    onSelect: () => void backUpNow(database),
  }));
  return (
    <Menu kind="primary" label={t('common.backUpNow')} items={[all, ...each]}>
      <span>{t('common.backUpNow')}</span>
      <Icon name="down" />
    </Menu>
  );
}

interface BackUpFailuresProps {
  readonly of?: (database: string | undefined) => boolean;
}

export function BackUpFailures({ of: isShown = () => true }: BackUpFailuresProps) {
  const shown = backUpFailures.value.filter(({ database }) => isShown(database));
  return (
    <>
      {shown.map((failure) => (
        <Failure key={`${failure.database ?? ''} ${failure.store ?? ''}`} failure={failure} />
      ))}
    </>
  );
}

function Failure({ failure }: { readonly failure: DatabaseFailure }) {
  return (
    <div class="failure">
      <ProblemNote problem={failure.problem} title={titleOf(failure)} />
      <IconButton icon="cross" label={t('common.dismiss')} onClick={() => dismissFailure(failure)} />
    </div>
  );
}

function titleOf({ database: name, store }: DatabaseFailure): string {
  if (name === undefined) return t('overview.backUpAllFailed');
  return store === undefined
    ? t('overview.backUpFailed', { name })
    : t('stores.placementFailed', { name, store });
}

export function RunningBackups() {
  const running = runningJobs.value.filter(({ operation }) => operation === 'create');
  if (running.length === 0) return null;
  return (
    <ul class="card stack">
      {running.map((job) => (
        <li key={job.id}>
          <JobProgress
            job={job}
            label={
              job.database === null
                ? t('overview.run_create')
                : t('backups.backingUp', { name: job.database })
            }
          />
        </li>
      ))}
    </ul>
  );
}
