import { useRef, useState } from 'preact/hooks';
import type { Backup } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/name.tsx';
import { t } from '../../i18n/t.ts';
import { api, may } from '../../state/session.ts';
import { showToast, reportProblem } from '../../state/toasts.ts';
import { changeBackup } from './change-backup.ts';
import { LabelForm } from './label-form.tsx';

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
