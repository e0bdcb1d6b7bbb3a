import { InMemoryCalendar } from '../../support/in-memory-calendar.ts';
import { describeCalendar } from './calendar.contract.ts';

describeCalendar('InMemoryCalendar', () => new InMemoryCalendar());
