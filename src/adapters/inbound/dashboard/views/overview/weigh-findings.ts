import type { Databases, Finding } from '../../api/types.ts';
import { findingKindProperties } from './finding-kinds.ts';

const BEFORE_THE_FIRST: readonly string[] = ['no_verified_backup', 'no_backups', 'no_database'];

/** Critical first, then by weight, then in the order of the service. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings
    .map((finding, index) => ({ finding, index, weight: weightOf(finding) }))
    .sort((left, right) => right.weight - left.weight || left.index - right.index)
    .map(({ finding }) => finding);
}

/** @param isFirst before the first backup, its absence is no finding */
export function allFindings(known: Databases, isFirst: boolean): readonly Finding[] {
  const all = [...known.databases.flatMap(({ findings }) => findings), ...known.general_findings];
  return sortFindings(isFirst ? all.filter(({ kind }) => !BEFORE_THE_FIRST.includes(kind)) : all);
}

function weightOf({ status, kind }: Finding): number {
  return (status === 'critical' ? 10 : 0) + findingKindProperties(kind).weight;
}
