import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { language } from '../../../../src/adapters/inbound/dashboard/i18n/language.ts';
import { messages } from '../../../../src/adapters/inbound/dashboard/i18n/messages.ts';
import type { CleanupDecision } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import { ruleText } from '../../../../src/adapters/inbound/dashboard/views/retention/rule-text.ts';
import { RETENTION_RULES } from '../../../../src/domain/retention/retention-rule.ts';

describe('ruleText', () => {
  afterEach(() => {
    language.value = 'en';
  });

  it('has a text for every rule in both languages', () => {
    for (const rule of RETENTION_RULES) {
      expect(messages.retention).to.have.property(`rule_${rule}`);
    }
    const texts = RETENTION_RULES.map((rule) => ruleText({ rule, reason: 'daily 2026-11-20' }));
    expect(new Set(texts).size).to.equal(RETENTION_RULES.length);
  });

  it('lists the periods that a backup represents', () => {
    language.value = 'en';
    const reason = 'daily 2026-11-20, weekly 2026-W07, monthly 2026-11, yearly 2026';
    expect(ruleText({ rule: 'bucket', reason })).to.equal(
      'Represents Fri, Nov 20, 2026, week 7 of 2026, November 2026, 2026',
    );
    language.value = 'zh-CN';
    expect(ruleText({ rule: 'bucket', reason: 'weekly 2026-W47' })).to.equal('代表2026 年第 47 周');
  });

  it('has a text for an unknown rule', () => {
    expect(ruleText({ rule: 'lunar' as CleanupDecision['rule'], reason: 'full moon' })).to.equal(
      messages.retention.rule_unknown[0],
    );
  });
});
