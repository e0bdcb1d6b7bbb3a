import type { z } from 'zod';
import type { backupListSchema, backupSchema } from '../../http/schemas/backup.schema.ts';
import type { calendarSchema } from '../../http/schemas/calendar.schema.ts';
import type { cleanupSchema } from '../../http/schemas/cleanup.schema.ts';
import type { databasesSchema } from '../../http/schemas/databases.schema.ts';
import type { downloadLinkSchema } from '../../http/schemas/download.schema.ts';
import type { findingSchema } from '../../http/schemas/finding.schema.ts';
import type { inspectionSchema } from '../../http/schemas/inspection.schema.ts';
import type { jobListSchema, jobSchema } from '../../http/schemas/job.schema.ts';
import type {
  acknowledgementSchema,
  historySchema,
  runDetailsSchema,
  statisticsSchema,
} from '../../http/schemas/report.schema.ts';
import type { restorePlanSchema, restoreSchema } from '../../http/schemas/restore.schema.ts';
import type { sessionSchema } from '../../http/schemas/session.schema.ts';
import type { verificationSchema } from '../../http/schemas/verification.schema.ts';

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
