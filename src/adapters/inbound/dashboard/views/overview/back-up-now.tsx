import { Button, IconButton } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import { Name } from '../../components/name.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { t } from '../../i18n/t.ts';
import { may } from '../../state/session.ts';
import { dismissFailure, backUpNow, failures, isBackingUp, type BackUpFailure } from './back-ups.ts';

interface BackUpNowProps {
  readonly databases: readonly string[];
}

export function BackUpNow({ databases }: BackUpNowProps) {
  if (!may('createBackup') || databases.length === 0) return null;
  const [only] = databases;
  if (databases.length === 1 && only !== undefined) {
    const isBusy = isBackingUp(only);
    return (
      <Button kind="primary" isBusy={isBusy} onClick={() => void backUpNow(only)}>
        {t(isBusy ? 'overview.backingUp' : 'overview.backUp')}
      </Button>
    );
  }
  const all = { label: t('overview.backUpAll'), onSelect: () => void backUpNow(undefined) };
  const each = databases.map((database) => ({
    label: <Name>{database}</Name>,
    onSelect: () => void backUpNow(database),
  }));
  return (
    <Menu kind="primary" label={t('overview.backUp')} items={[all, ...each]}>
      <span>{t('overview.backUp')}</span>
      <Icon name="down" />
    </Menu>
  );
}

interface BackUpFailuresProps {
  readonly of: (database: string | undefined) => boolean;
}

export function BackUpFailures({ of: isWanted }: BackUpFailuresProps) {
  const wanted = failures.value.filter(({ database }) => isWanted(database));
  return (
    <>
      {wanted.map((failure) => (
        <Failure key={failure.key} failure={failure} />
      ))}
    </>
  );
}

function Failure({ failure }: { readonly failure: BackUpFailure }) {
  const { database, problem, key } = failure;
  const title =
    database === undefined ? t('overview.backUpAllFailed') : t('overview.backUpFailed', { name: database });
  return (
    <div class="failure">
      <ProblemNote problem={problem} title={title} />
      <IconButton
        icon="cross"
        label={t('overview.dismiss')}
        onClick={() => {
          dismissFailure(key);
        }}
      />
    </div>
  );
}
