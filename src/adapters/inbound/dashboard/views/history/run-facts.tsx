import type { ComponentChildren } from 'preact';
import type { HistoryRun } from '../../api/types.ts';
import { Bytes } from '../../components/bytes.tsx';
import { Name } from '../../components/name.tsx';
import { formatDuration, formatNumber } from '../../i18n/format.ts';
import { isKey, t, type Key } from '../../i18n/t.ts';
import { backups } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { hashOf } from '../../state/route.ts';
import { knownWord } from './run-summary.ts';

export function RunFacts({ facts }: { readonly facts: HistoryRun['facts'] }) {
  const recorded = Object.entries(facts).filter(([, value]) => value !== null);
  return (
    <>
      {recorded.map(([name, value]) => {
        const key = `history.fact_${name}`;
        return (
          <div class="fact" key={name}>
            <dt>{isKey(key) ? t(key as Key & 'history.fact_result') : <code>{name}</code>}</dt>
            <dd>{factValue(name, value)}</dd>
          </div>
        );
      })}
    </>
  );
}

function factValue(name: string, value: unknown): ComponentChildren {
  if (typeof value === 'number') return numberValue(name, value);
  if (typeof value === 'boolean') return t(value ? 'history.yes' : 'history.no');
  if (typeof value !== 'string') return <Name>{JSON.stringify(value)}</Name>;
  switch (name) {
    case 'filename':
    case 'safety_backup':
      return <BackupLink filename={value} />;
    case 'verification_level':
      return knownWord('level', value);
    case 'result':
      return knownWord('result', value);
    case 'task':
    case 'scheduled':
      return knownWord('task', value);
    case 'cron':
      return <code>{value}</code>;
    default:
      return <Name>{value}</Name>;
  }
}

function numberValue(name: string, value: number): ComponentChildren {
  if (name.endsWith('_bytes')) return <Bytes value={value} />;
  if (name.endsWith('_ms')) return formatDuration(value);
  return formatNumber(value);
}

function BackupLink({ filename }: { readonly filename: string }) {
  const { value } = useResource(backups);
  const isThere = value === undefined || value.some((backup) => backup.filename === filename);
  if (isThere) {
    return (
      <a href={hashOf('backups', filename)}>
        <Name>{filename}</Name>
      </a>
    );
  }
  return (
    <>
      <Name>{filename}</Name>
      <p class="quiet small">{t('history.backupGone')}</p>
    </>
  );
}
