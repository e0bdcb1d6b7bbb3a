import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { problemFrom, type ApiProblem } from '../../api/api-problem.ts';
import type { Backup } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/name.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { t } from '../../i18n/t.ts';
import { backups } from '../../state/data.ts';
import { api, may } from '../../state/session.ts';
import { reportProblem, showToast } from '../../state/toasts.ts';

export function BackupTools({ backup }: { readonly backup: Backup }) {
  const [isLabelling, setLabelling] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const isChangeable = may('changeState') && backup.managed;
  const isDownloadable = backup.damage_kind === null || backup.damage_kind === 'verification_failed';
  const close = (): void => {
    setLabelling(false);
    // The button is rendered again after this update.
    setTimeout(() => opener.current?.focus());
  };
  return (
    <div class="stack-tools">
      {isLabelling ? (
        <LabelForm backup={backup} onDone={close} />
      ) : (
        backup.label !== null && (
          <p class="label-text">
            <Icon name="label" />
            <Name>{backup.label}</Name>
          </p>
        )
      )}
      <div class="row">
        {isChangeable && <PinButton backup={backup} />}
        {isChangeable && !isLabelling && (
          <Button
            icon="label"
            buttonRef={opener}
            onClick={() => {
              setLabelling(true);
            }}
          >
            {t(backup.label === null ? 'backups.addLabel' : 'backups.editLabel')}
          </Button>
        )}
        {isDownloadable && may('createDownloadLink') && <DownloadButton filename={backup.filename} />}
      </div>
    </div>
  );
}

function PinButton({ backup: { filename, pinned } }: { readonly backup: Backup }) {
  const [isBusy, setBusy] = useState(false);
  const change = async (): Promise<void> => {
    setBusy(true);
    try {
      await changeBackup(filename, { pinned: !pinned });
      showToast(t(pinned ? 'backups.unpinDone' : 'backups.pinDone'));
    } catch (error) {
      reportProblem(t('backups.pinFailed'), error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon="pin" isBusy={isBusy} title={t('backups.pinHint')} onClick={() => void change()}>
      {t(pinned ? 'backups.unpin' : 'backups.pin')}
    </Button>
  );
}

function DownloadButton({ filename }: { readonly filename: string }) {
  const [isBusy, setBusy] = useState(false);
  const download = async (): Promise<void> => {
    setBusy(true);
    try {
      const { url } = await api.downloadLink(filename);
      follow(url, filename);
      showToast(t('backups.downloadStarted'));
    } catch (error) {
      reportProblem(t('backups.downloadFailed'), error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon="download" isBusy={isBusy} onClick={() => void download()}>
      {t('backups.download')}
    </Button>
  );
}

/** If the service refuses, the download fails but the page stays. */
function follow(url: string, filename: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
}

const LONGEST_LABEL = 1000;

interface LabelFormProps {
  readonly backup: Backup;
  readonly onDone: () => void;
}

/** An empty label removes it. */
function LabelForm({ backup: { filename, label }, onDone }: LabelFormProps) {
  const [text, setText] = useState(label ?? '');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    field.current?.select();
  }, []);
  const save = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await changeBackup(filename, { label: text.trim() });
      onDone();
    } catch (error) {
      setProblem(problemFrom(error));
      setBusy(false);
    }
  };
  return (
    <form
      class="stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // Closes the field, not the drawer.
        event.preventDefault();
        event.stopPropagation();
        onDone();
      }}
    >
      <label for={id} class="field-name">
        {t('backups.label')}
      </label>
      <div class="label-form">
        <input
          id={id}
          ref={field}
          type="text"
          value={text}
          maxLength={LONGEST_LABEL}
          placeholder={t('backups.labelPlaceholder')}
          autocomplete="off"
          onInput={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {t('backups.saveLabel')}
        </Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} title={t('backups.labelFailed')} />}
    </form>
  );
}

/** @throws ApiProblem */
async function changeBackup(
  filename: string,
  change: { readonly pinned?: boolean; readonly label?: string | null },
): Promise<void> {
  const changed = await api.changeState(filename, change);
  const known = backups.value.value;
  if (known !== undefined) backups.set(withChange(known, changed));
}

function withChange(
  known: readonly Backup[],
  changed: Pick<Backup, 'filename' | 'pinned' | 'label'>,
): readonly Backup[] {
  const { filename, pinned, label } = changed;
  return known.map((backup) => (backup.filename === filename ? { ...backup, pinned, label } : backup));
}
