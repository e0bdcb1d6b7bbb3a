import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Backup, DownloadForm } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Name } from '../../components/text.tsx';
import { t } from '../../i18n/t.ts';
import { backups } from '../../state/data.ts';
import { api, may } from '../../state/session.ts';
import { showToast } from '../../state/toasts.ts';
import { useAction } from '../../state/use-action.ts';

export function BackupTools({ backup }: { readonly backup: Backup }) {
  const [isLabelling, setLabelling] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const isChangeable = may('changeState') && backup.managed;
  const isRestorable = backup.damage_kind === null || backup.damage_kind === 'verification_failed';
  // The file of a delta is whole where a backup below it is missing.
  const isDownloadable = isRestorable || backup.damage_kind === 'not_restorable';
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
          <p class="line-tight">
            <Icon name="label" />
            <Name>{backup.label}</Name>
          </p>
        )
      )}
      <div class="row">
        {isChangeable && <PinButton backup={backup} />}
        {isChangeable && !isLabelling && (
          <Button icon="label" buttonRef={opener} onClick={() => setLabelling(true)}>
            {t(backup.label === null ? 'backups.addLabel' : 'backups.editLabel')}
          </Button>
        )}
        {isDownloadable && may('createDownloadLink') && (
          <>
            <DownloadButton filename={backup.filename} form="stored" />
            {isRestorable && backup.managed && <DownloadButton filename={backup.filename} form="database" />}
          </>
        )}
      </div>
    </div>
  );
}

function PinButton({ backup: { filename, pinned } }: { readonly backup: Backup }) {
  const action = useAction(t('backups.pinFailed'));
  const change = async (): Promise<void> => {
    await changeBackup(filename, { pinned: !pinned });
    showToast(t(pinned ? 'backups.unpinDone' : 'backups.pinDone'));
  };
  return (
    <Button icon="pin" isBusy={action.isBusy} title={t('backups.pinHint')} onClick={() => action.run(change)}>
      {t(pinned ? 'backups.unpin' : 'backups.pin')}
    </Button>
  );
}

interface DownloadButtonProps {
  readonly filename: string;
  readonly form: DownloadForm;
}

function DownloadButton({ filename, form }: DownloadButtonProps) {
  const action = useAction(t('backups.downloadFailed'));
  const download = async (): Promise<void> => {
    const { url } = await api.downloadLink(filename, form);
    startDownload(url);
    showToast(t('backups.downloadStarted'));
  };
  const isStored = form === 'stored';
  return (
    <Button
      icon="download"
      isBusy={action.isBusy}
      title={t(isStored ? 'backups.downloadHint' : 'backups.downloadDatabaseHint')}
      onClick={() => action.run(download)}
    >
      {t(isStored ? 'backups.download' : 'backups.downloadDatabase')}
    </Button>
  );
}

/** The service names the file. If it refuses, the download fails but the page stays. */
function startDownload(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
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
  const { isBusy, problem, run } = useAction();
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    field.current?.select();
  }, []);
  const save = async (): Promise<void> => {
    await changeBackup(filename, { label: text.trim() });
    onDone();
  };
  return (
    <form
      class="stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        run(save);
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
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {t('backups.saveLabel')}
        </Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </div>
      <ProblemNote problem={problem} title={t('backups.labelFailed')} />
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
