import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  formatAbsolute,
  formatBytesExactly,
  formatBytes,
  formatDay,
  formatDuration,
  formatExact,
  formatPercent,
  formatShare,
  formatRelative,
} from '../../../src/adapters/inbound/dashboard/i18n/format.ts';
import { language } from '../../../src/adapters/inbound/dashboard/i18n/language.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const ago = (ms: number): Date => new Date(NOW.getTime() - ms);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('times', () => {
  for (const [distanceMs, english, chinese] of [
    [0, 'now', '现在'],
    [44 * SECOND, 'now', '现在'],
    [50 * SECOND, '1 minute ago', '1分钟前'],
    [119 * MINUTE, '1 hour ago', '1小时前'],
    [35 * HOUR, '35 hours ago', '35小时前'],
    [37 * HOUR, '1 day ago', '1天前'],
    [90 * DAY, '2 months ago', '2个月前'],
    [800 * DAY, '2 years ago', '2年前'],
    [-21.5 * MINUTE, 'in 21 minutes', '21分钟后'],
    [-5 * HOUR, 'in 5 hours', '5小时后'],
  ] as const) {
    it(`says ${english}`, () => {
      expect(inLanguage('en', () => formatRelative(ago(distanceMs), NOW))).to.equal(english);
      expect(inLanguage('zh-CN', () => formatRelative(ago(distanceMs), NOW))).to.equal(chinese);
    });
  }

  it('shows the zone of an exact time, and midnight as 00', () => {
    const midnight = new Date('2026-11-21T16:00:05Z');
    expect(inLanguage('en', () => formatExact(midnight, 'Asia/Shanghai')))
      .to.include('00:00:05')
      .and.include('GMT+08:00');
    expect(inLanguage('zh-CN', () => formatExact(midnight, 'Asia/Shanghai')))
      .to.include('2026年11月22日')
      .and.include('GMT+08:00');
    expect(inLanguage('en', () => formatAbsolute(midnight, 'UTC')))
      .to.include('16:00')
      .and.include('2026');
  });

  it('shows a calendar day as the same day in every zone', () => {
    expect(inLanguage('en', () => formatDay('2026-11-22'))).to.equal('Sun, Nov 22, 2026');
    expect(inLanguage('zh-CN', () => formatDay('2026-11-22'))).to.include('2026年11月22日');
  });
});

describe('quantities', () => {
  it('shows sizes in decimal units with three digits', () => {
    expect(inLanguage('en', () => formatBytes(0))).to.equal('0 B');
    expect(inLanguage('en', () => formatBytes(999))).to.equal('999 B');
    expect(inLanguage('en', () => formatBytes(59_903))).to.equal('59.9 kB');
    expect(inLanguage('en', () => formatBytes(1_450_000))).to.equal('1.45 MB');
    expect(inLanguage('en', () => formatBytes(42_123_456))).to.equal('42.1 MB');
    expect(inLanguage('en', () => formatBytes(1_300_000_000))).to.equal('1.3 GB');
    expect(inLanguage('en', () => formatBytesExactly(42_123_456))).to.equal('42,123,456 bytes');
  });

  it('shows durations in two units at most', () => {
    expect(inLanguage('en', () => formatDuration(0))).to.equal('0 ms');
    expect(inLanguage('en', () => formatDuration(412))).to.equal('412 ms');
    expect(inLanguage('en', () => formatDuration(4100))).to.equal('4.1 sec');
    expect(inLanguage('en', () => formatDuration(41_400))).to.equal('41 sec');
    expect(inLanguage('en', () => formatDuration(59_700))).to.equal('1 min');
    expect(inLanguage('en', () => formatDuration(200_000))).to.equal('3 min 20 sec');
    expect(inLanguage('en', () => formatDuration(2 * HOUR + 5 * MINUTE))).to.equal('2 hr 5 min');
    expect(inLanguage('en', () => formatDuration(26 * HOUR))).to.equal('1 day 2 hr');
    expect(inLanguage('zh-CN', () => formatDuration(200_000))).to.equal('3分钟20秒');
  });

  it('shows shares in percent', () => {
    expect(inLanguage('en', () => formatPercent(0.618))).to.equal('62%');
    const shares = [0.618, 0.0144, 0.00123, 0.0000031, 0];
    expect(inLanguage('en', () => shares.map(formatShare).join(' '))).to.equal('62% 1% 0.1% 0.0003% 0%');
  });
});

function inLanguage(chosen: typeof language.value, text: () => string): string {
  const before = language.value;
  language.value = chosen;
  try {
    return text();
  } finally {
    language.value = before;
  }
}
