import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  absoluteText,
  dayText,
  exactText,
  relativeText,
} from '../../../src/adapters/inbound/dashboard/i18n/moments.ts';
import {
  bytesExactly,
  bytesText,
  durationText,
  percentText,
} from '../../../src/adapters/inbound/dashboard/i18n/quantities.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const ago = (ms: number): Date => new Date(NOW.getTime() - ms);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('moments', () => {
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
      expect(relativeText(ago(distanceMs), NOW, 'en')).to.equal(english);
      expect(relativeText(ago(distanceMs), NOW, 'zh-CN')).to.equal(chinese);
    });
  }

  it('shows the zone of an exact time, and midnight as 00', () => {
    const midnight = new Date('2026-11-21T16:00:05Z');
    expect(exactText(midnight, 'en', 'Asia/Shanghai'))
      .to.include('00:00:05')
      .and.include('GMT+08:00');
    expect(exactText(midnight, 'zh-CN', 'Asia/Shanghai'))
      .to.include('2026年11月22日')
      .and.include('GMT+08:00');
    expect(absoluteText(midnight, 'en', 'UTC'))
      .to.include('16:00')
      .and.include('2026');
  });

  it('shows a calendar day as the same day in every zone', () => {
    expect(dayText('2026-11-22', 'en')).to.equal('Sun, Nov 22, 2026');
    expect(dayText('2026-11-22', 'zh-CN')).to.include('2026年11月22日');
  });
});

describe('quantities', () => {
  it('shows sizes in decimal units with three digits', () => {
    expect(bytesText(0, 'en')).to.equal('0 B');
    expect(bytesText(999, 'en')).to.equal('999 B');
    expect(bytesText(59_903, 'en')).to.equal('59.9 kB');
    expect(bytesText(1_450_000, 'en')).to.equal('1.45 MB');
    expect(bytesText(42_123_456, 'en')).to.equal('42.1 MB');
    expect(bytesText(1_300_000_000, 'en')).to.equal('1.3 GB');
    expect(bytesExactly(42_123_456, 'en')).to.equal('42,123,456 bytes');
  });

  it('shows durations in two units at most', () => {
    expect(durationText(0, 'en')).to.equal('0 ms');
    expect(durationText(412, 'en')).to.equal('412 ms');
    expect(durationText(4100, 'en')).to.equal('4.1 sec');
    expect(durationText(41_400, 'en')).to.equal('41 sec');
    expect(durationText(59_700, 'en')).to.equal('1 min');
    expect(durationText(200_000, 'en')).to.equal('3 min 20 sec');
    expect(durationText(2 * HOUR + 5 * MINUTE, 'en')).to.equal('2 hr 5 min');
    expect(durationText(26 * HOUR, 'en')).to.equal('1 day 2 hr');
    expect(durationText(200_000, 'zh-CN')).to.equal('3分钟20秒');
  });

  it('shows shares in percent', () => {
    expect(percentText(0.618, 'en')).to.equal('62%');
  });
});
