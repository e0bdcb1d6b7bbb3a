import type { Backup, Copies, Store, VerificationRecord } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { TrackedStatus } from '../../components/job-progress.tsx';
import { Outcome } from '../../components/outcome.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { Name, RichText, ServiceNote, Time } from '../../components/text.tsx';
import { knownText, t, type Key } from '../../i18n/t.ts';
import { api, may } from '../../state/session.ts';
import { isPending, trackJob } from '../../state/tracked-jobs.ts';
import {
  COPY_STYLES,
  copyPlaces,
  copyState,
  isUsable,
  type CopyPlace,
  type CopyState,
} from './shown-stores.ts';

interface CopiesPanelProps {
  readonly backup: Backup;
  readonly stores: readonly Store[];
  readonly onVerify: ((store: string) => void) | undefined;
  readonly onRestore: ((store: string) => void) | undefined;
}

/** Each store with its copy, and what can be done with it. */
export function CopiesPanel({ backup, stores, onVerify, onRestore }: CopiesPanelProps) {
  return (
    <section class="stack-tight">
      <h3>{t('stores.copies')}</h3>
      <ul class="copy-list">
        {copyPlaces(backup, stores).map((place) => (
          <CopyItem
            key={place.store.name}
            filename={backup.filename}
            place={place}
            onVerify={onVerify}
            onRestore={onRestore}
          />
        ))}
      </ul>
    </section>
  );
}

const BADGE_TEXTS = {
  verified: 'backups.state_verified',
  unverified: 'backups.state_unverified',
  not_restorable: 'chains.stateNotRestorable',
  damaged: 'backups.state_failed',
} as const satisfies Record<CopyState, Key>;

interface CopyItemProps extends Pick<CopiesPanelProps, 'onVerify' | 'onRestore'> {
  readonly filename: string;
  readonly place: CopyPlace;
}

function CopyItem({ filename, place, onVerify, onRestore }: CopyItemProps) {
  const { store, copy, source } = place;
  const { name } = store;
  const subject = `copy ${filename} ${name}`;
  const replace = t(
    copy !== undefined && copyState(copy) === 'not_restorable' ? 'stores.completeCopy' : 'stores.replaceCopy',
  );
  const isReadable = copy !== undefined && copy.damage_kind !== 'data_missing';
  const make = async (from: string): Promise<void> => {
    await trackJob(subject, 'copy', () => api.copy({ filename, from, to: name }));
  };
  return (
    <li class="copy stack-tight">
      <div class="store-head">
        <h4>
          <Name>{name}</Name>
        </h4>
        {copy !== undefined && (
          <StatusBadge style={COPY_STYLES[copyState(copy)]} kind="quiet">
            {t(BADGE_TEXTS[copyState(copy)])}
          </StatusBadge>
        )}
      </div>
      <p class="quiet small">
        <Name>{store.location}</Name>
      </p>
      <CopyFact place={place} />
      <div class="row copy-actions">
        {isReadable && onVerify !== undefined && (
          <Button
            icon="verify"
            aria-label={t('common.titled', { what: t('stores.verifyCopy'), name })}
            onClick={() => onVerify(name)}
          >
            {t('stores.verifyCopy')}
          </Button>
        )}
        {isReadable && isUsable(copy) && onRestore !== undefined && (
          <Button
            icon="restore"
            aria-label={t('common.titled', { what: t('stores.restoreCopy'), name })}
            onClick={() => onRestore(name)}
          >
            {t('stores.restoreCopy')}
          </Button>
        )}
        {source !== undefined && may('copyBackups') && (
          <Button
            icon="copy"
            isBusy={isPending(subject)}
            {...(copy !== undefined && {
              'aria-label': t('common.titled', { what: replace, name }),
            })}
            onClick={() => void make(source)}
          >
            {copy === undefined ? t('stores.copyTo', { store: name }) : replace}
          </Button>
        )}
      </div>
      <TrackedStatus
        subject={subject}
        kind="copy"
        label={t('stores.copying', { store: name })}
        failure={t('stores.copyFailed')}
      >
        {(result) => <CopyOutcome report={result as Copies} store={name} />}
      </TrackedStatus>
    </li>
  );
}

/** The newest verification of the copy, or why there is none. */
function CopyFact({ place: { store, copy } }: { readonly place: CopyPlace }) {
  if (copy === undefined) {
    return <p class="quiet small">{t(store.reachable ? 'stores.lacks' : 'stores.awayNow')}</p>;
  }
  const { proof, damage_kind: damageKind } = copy;
  return (
    <>
      {damageKind !== null && damageKind !== 'verification_failed' && (
        <p class="small">{knownText(`backups.damage_${damageKind}`) ?? damageKind}</p>
      )}
      <p class="quiet small">
        {proof === null ? (
          t('stores.neverVerified')
        ) : (
          <>
            {proofText(proof)} · <Time at={proof.at} />
          </>
        )}
      </p>
    </>
  );
}

/** "Full check: OK" */
function proofText({ level, result }: VerificationRecord): string {
  return t('common.titled', { what: t(`backups.level_${level}`), name: t(`common.${result}`) });
}

const DONE = { tone: 'safe', icon: 'safe' } as const;
const SKIPPED = { tone: 'unknown', icon: 'info' } as const;

function CopyOutcome({ report, store }: { readonly report: Copies; readonly store: string }) {
  const name = <Name>{store}</Name>;
  const [skipped] = report.skipped;
  if (report.copied.length > 0) {
    return <Outcome style={DONE} title={<RichText text="stores.copied" values={{ store: name }} />} />;
  }
  if (skipped?.rule === 'present') {
    return <Outcome style={DONE} title={<RichText text="stores.copyPresent" values={{ store: name }} />} />;
  }
  return (
    <Outcome style={SKIPPED} title={<RichText text="stores.copySkipped" values={{ store: name }} />}>
      {skipped !== undefined && <ServiceNote>{skipped.reason}</ServiceNote>}
    </Outcome>
  );
}
