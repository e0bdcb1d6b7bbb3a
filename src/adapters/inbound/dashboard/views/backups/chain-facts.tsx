import type { Backup } from '../../api/types.ts';
import { Fact } from '../../components/fact.tsx';
import { BackupLink, Bytes, Name, RichText } from '../../components/text.tsx';
import { t } from '../../i18n/t.ts';
import { TypeMark } from '../chains/type-mark.tsx';
import type { BackupRow } from './backup-row.ts';

/** Nothing where every backup is a full. */
export function ChainFacts({ row: { backup, chain } }: { readonly row: BackupRow }) {
  if (chain === undefined) return null;
  const { type, parent } = backup;
  const files = chain.files();
  return (
    <>
      <Fact name={t('chains.type')}>
        <TypeMark type={type} /> {t(`chains.holds_${type}`)}
      </Fact>
      {parent !== null && (
        <Fact name={t('chains.parent')}>
          {chain.hasParent ? <BackupLink filename={parent} /> : <MissingParent name={parent} />}
        </Fact>
      )}
      {files !== undefined && (
        <Fact name={t('chains.reads')}>
          <RichText
            text="chains.files"
            values={{ count: files.length, size: <Bytes value={bytesOf(files)} /> }}
          />
        </Fact>
      )}
    </>
  );
}

function MissingParent({ name }: { readonly name: string }) {
  return (
    <>
      <Name>{name}</Name> <span class="quiet">({t('chains.parentMissing')})</span>
    </>
  );
}

function bytesOf(files: readonly Backup[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
