import { ContainerModule } from 'inversify';
import { FilesystemAnomalyStore } from '../../adapters/outbound/anomaly-store/filesystem-anomaly-store.ts';
import { ChildProcessArtifactExtractor } from '../../adapters/outbound/artifact-extractor/child-process-artifact-extractor.ts';
import { FilesystemArtifactReader } from '../../adapters/outbound/artifact-reader/filesystem-artifact-reader.ts';
import { FilesystemBackupStore } from '../../adapters/outbound/backup-store/filesystem-backup-store.ts';
import { TaskProcess } from '../../adapters/outbound/child-process/task-process.ts';
import { SystemClock } from '../../adapters/outbound/clock/system-clock.ts';
import { FilesystemDatabaseRestorer } from '../../adapters/outbound/database-restorer/filesystem-database-restorer.ts';
import { FilesystemDiskSpace } from '../../adapters/outbound/disk-space/filesystem-disk-space.ts';
import { FilesystemRunJournal } from '../../adapters/outbound/run-journal/filesystem-run-journal.ts';
import { FilesystemRunLog } from '../../adapters/outbound/run-log/filesystem-run-log.ts';
import { FilesystemQuarantine } from '../../adapters/outbound/quarantine/filesystem-quarantine.ts';
import { FilesystemSourceFiles } from '../../adapters/outbound/source-files/filesystem-source-files.ts';
import { FilesystemStagingArea } from '../../adapters/outbound/staging-area/filesystem-staging-area.ts';
import { captureProcessPath } from '../runtime.ts';
import type { Settings } from '../settings.ts';
import { TOKENS } from '../tokens.ts';

/** The file system and the machine's clocks. */
export function storageModule(settings: Settings): ContainerModule {
  const { backupDir, chunkSizeBytes, journalMaxEntries, logFile } = settings;
  return new ContainerModule(({ bind }) => {
    bind(TOKENS.clock).toConstantValue(new SystemClock());
    bind(TOKENS.sourceFiles).toConstantValue(new FilesystemSourceFiles());
    bind(TOKENS.diskSpace).toConstantValue(new FilesystemDiskSpace());
    bind(TOKENS.restorer).toConstantValue(new FilesystemDatabaseRestorer());
    bind(TOKENS.journal).toConstantValue(new FilesystemRunJournal(backupDir, journalMaxEntries));
    bind(TOKENS.runLog).toConstantValue(new FilesystemRunLog(logFile));
    bind(TOKENS.store).toConstantValue(new FilesystemBackupStore(backupDir));
    bind(TOKENS.quarantine).toConstantValue(new FilesystemQuarantine(backupDir));
    bind(TOKENS.anomalies).toConstantValue(new FilesystemAnomalyStore(backupDir));
    bind(TOKENS.staging).toConstantValue(new FilesystemStagingArea(backupDir));
    bind(TOKENS.artifactReader).toConstantValue(new FilesystemArtifactReader(chunkSizeBytes));
    bind(TOKENS.extractor).toConstantValue(
      new ChildProcessArtifactExtractor(new TaskProcess(captureProcessPath(), settings), chunkSizeBytes),
    );
  });
}
