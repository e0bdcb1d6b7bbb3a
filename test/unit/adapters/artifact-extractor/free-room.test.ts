import { expect } from 'chai';
import { describe, it } from 'mocha';
import { FreeSpaceGuard } from '../../../../src/adapters/outbound/artifact-extractor/extraction-destination.ts';
import { BackupDirectoryException } from '../../../../src/domain/exceptions/backup-directory-exception.ts';

const MEBIBYTE = 1024 * 1024;
const PATH = '/scratch/copy';

/** A disk that a file fills piece by piece, down to the reserve. */
function fill(
  disk: { free: number },
  room: FreeSpaceGuard,
  pieceBytes: number,
  mostBytes = Infinity,
): number {
  let writtenBytes = 0;
  try {
    while (writtenBytes < mostBytes) {
      room.take(pieceBytes);
      disk.free -= pieceBytes;
      writtenBytes += pieceBytes;
    }
  } catch (error) {
    if (!(error instanceof BackupDirectoryException)) throw error;
  }
  return writtenBytes;
}

describe('FreeSpaceGuard', () => {
  for (const pieceBytes of [1000, 65_536, 5 * MEBIBYTE]) {
    it(`fills the disk down to the reserve when pieces have ${String(pieceBytes)} bytes`, () => {
      const disk = { free: 50 * MEBIBYTE };
      const reserve = { freeBytes: 20 * MEBIBYTE, databaseBytes: undefined };
      fill(disk, new FreeSpaceGuard(PATH, reserve, () => disk.free), pieceBytes);
      expect(disk.free).to.be.within(20 * MEBIBYTE, 20 * MEBIBYTE + pieceBytes - 1);
    });
  }

  it('measures again when other programs write to the disk', () => {
    const disk = { free: 100 * MEBIBYTE };
    const reserve = { freeBytes: 20 * MEBIBYTE, databaseBytes: undefined };
    const room = new FreeSpaceGuard(PATH, reserve, () => disk.free);
    fill(disk, room, 65_536, 10 * MEBIBYTE);
    disk.free = 21 * MEBIBYTE;
    // The allowance between two measurements is bounded.
    expect(fill(disk, room, 65_536)).to.be.at.most(5 * MEBIBYTE);
  });

  it('refuses a known size that does not fit, before the first write', () => {
    const reserve = { freeBytes: 20, databaseBytes: 81 };
    expect(() => new FreeSpaceGuard(PATH, reserve, () => 100))
      .to.throw(BackupDirectoryException)
      .that.deep.includes({
        details: { reason: 'no_space', needed_bytes: 81, free_bytes: 100, reserve_bytes: 20 },
      });
    expect(() => new FreeSpaceGuard(PATH, { ...reserve, databaseBytes: 80 }, () => 100)).not.to.throw();
  });

  it('allows every write when the free space is unknown', () => {
    const room = new FreeSpaceGuard(PATH, { freeBytes: 20, databaseBytes: 81 }, () => undefined);
    expect(fill({ free: 0 }, room, MEBIBYTE, 100 * MEBIBYTE)).to.equal(100 * MEBIBYTE);
  });
});
