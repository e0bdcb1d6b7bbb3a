import type { Databases, Finding } from '../../api/types.ts';
import { findingKindProperties } from './finding-kinds.ts';

const BEFORE_THE_FIRST: readonly string[] = ['no_verified_backup', 'no_backups', 'no_database'];

/** Heaviest first: what is critical, then by what is at stake, then as the service has them. */
export function weighFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings
    .map((finding, index) => ({ finding, index, weight: weightOf(finding) }))
    .sort((left, right) => right.weight - left.weight || left.index - right.index)
    .map(({ finding }) => finding);
}

/** All there are, of each database and of none. @param isFirst nothing was backed up yet, and the page says so itself */
export function allFindings(known: Databases, isFirst: boolean): readonly Finding[] {
  const all = [...known.databases.flatMap(({ findings }) => findings), ...known.general_findings];
  return weighFindings(isFirst ? all.filter(({ kind }) => !BEFORE_THE_FIRST.includes(kind)) : all);
}

function weightOf({ status, kind }: Finding): number {
  return (status === 'critical' ? 10 : 0) + findingKindProperties(kind).weight;
}
