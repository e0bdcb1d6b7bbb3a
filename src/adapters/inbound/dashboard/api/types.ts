import type { z } from 'zod';
import type { backupListSchema, backupSchema } from '../../documents/backup.ts';
import type { calendarSchema } from '../../documents/calendar.ts';
import type { cleanupSchema } from '../../documents/cleanup.ts';
import type { databasesSchema } from '../../documents/databases.ts';
import type { downloadLinkSchema } from '../../documents/download.ts';
import type { findingSchema } from '../../documents/health.ts';
import type { inspectionSchema } from '../../documents/inspection.ts';
import type { jobListSchema, jobSchema } from '../../documents/job.ts';
import type { restorePlanSchema, restoreSchema } from '../../documents/restore.ts';
import type { historySchema, runDetailsSchema } from '../../documents/run.ts';
import type { acknowledgementSchema, sessionSchema } from '../../documents/service.ts';
import type { statisticsSchema } from '../../documents/statistics.ts';
import type { verificationSchema } from '../../documents/verification.ts';

// The types come from the API schemas: one definition for the OpenAPI document and for this page.

export type Statistics = z.output<typeof statisticsSchema>;
export type DatabaseStatistics = Statistics['databases'][number];
export type History = z.output<typeof historySchema>;
export type HistoryRun = History['runs'][number];
export type Job = z.output<typeof jobSchema>;
export type JobList = z.output<typeof jobListSchema>;
export type Verification = z.output<typeof verificationSchema>;
export type VerificationLevel = Verification['level'];
export type CheckResult = Verification['result'];
export type Restored = z.output<typeof restoreSchema>;
export type RestorePlan = z.output<typeof restorePlanSchema>;
export type DownloadLink = z.output<typeof downloadLinkSchema>;
export type Acknowledgement = z.output<typeof acknowledgementSchema>;

export type BackupList = z.output<typeof backupListSchema>;
export type Backup = BackupList['backups'][number];
export type DamageKind = NonNullable<Backup['damage_kind']>;
/** The result of a verification or a restore drill. */
export type VerificationRecord = NonNullable<Backup['proof']>;
export type ChangedBackup = z.output<typeof backupSchema>;
export type Finding = z.output<typeof findingSchema>;
export type FindingKind = Finding['kind'];
export type Databases = z.output<typeof databasesSchema>;
export type DatabaseState = Databases['databases'][number];
export type DatabaseStatus = DatabaseState['status'];
export type RetentionPolicy = DatabaseState['retention'];
export type Disk = Databases['disk'];
export type Calendar = z.output<typeof calendarSchema>;
export type CalendarDay = Calendar['databases'][number]['days'][number];
export type DayOutcome = CalendarDay['outcome'];
export type Session = z.output<typeof sessionSchema>;
export type Cleanup = z.output<typeof cleanupSchema>;
export type CleanupDecision = Cleanup['removed'][number];
export type Inspection = z.output<typeof inspectionSchema>;
export type InspectedTable = Inspection['tables'][number];
export type InspectedCell = InspectedTable['sample']['rows'][number][number];
export type RunWithLog = z.output<typeof runDetailsSchema>;
export type LogLine = RunWithLog['log'][number];
