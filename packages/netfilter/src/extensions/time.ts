import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionProblem } from './definition.ts';
import type { Kind } from './kind.ts';
import { date } from './kinds/date.ts';
import { dayTime } from './kinds/day-time.ts';
import { monthdays, otherDays, weekdays, type Days } from './kinds/days.ts';
import { flag } from './kinds/flag.ts';

const WHOLE_WEEK = weekdays.print(otherDays([], 7), 'ipv4').join('');
const WHOLE_MONTH = monthdays.print(otherDays([], 31), 'ipv4').join('');
const MIDNIGHT = '00:00:00';
const LAST_SECOND = '23:59:59';

/** The days that the tool stores for a negated list are the other ones. */
function turned(use: OptionUse, kind: Kind<Days>, last: number): OptionUse {
  const days = kind.parse(use.values, 'ipv4');
  if (!use.negated || !days.ok) return use;
  return { ...use, negated: false, values: kind.print(otherDays(days.value, last), 'ipv4') };
}

const timeOf = (options: readonly OptionUse[], name: string, otherwise: string): string => {
  const values = options.find((use) => use.name === name)?.values ?? [otherwise];
  const time = dayTime.parse(values, 'ipv4');
  return (time.ok ? dayTime.print(time.value, 'ipv4') : values)[0] ?? otherwise;
};

/** Both times are printed unless they are the whole day. */
function asStored(options: readonly OptionUse[]): readonly OptionUse[] {
  const days = options.map((use) => {
    if (use.name === '--weekdays') return turned(use, weekdays, 7);
    return use.name === '--monthdays' ? turned(use, monthdays, 31) : use;
  });
  const others = days.filter(({ name }) => name !== '--timestart' && name !== '--timestop');
  const start = timeOf(options, '--timestart', MIDNIGHT);
  const stop = timeOf(options, '--timestop', LAST_SECOND);
  if (start === MIDNIGHT && stop === LAST_SECOND) return others;
  return [
    ...others,
    { name: '--timestart', negated: false, values: [start] },
    { name: '--timestop', negated: false, values: [stop] },
  ];
}

function problem(options: readonly OptionUse[]): OptionProblem | null {
  const start = timeOf(options, '--timestart', MIDNIGHT);
  const isLater = start >= timeOf(options, '--timestop', LAST_SECOND);
  const isContiguous = options.some(({ name }) => name === '--contiguous');
  return isContiguous && !isLater
    ? { option: '--contiguous', found: start, want: 'a --timestop that is earlier than --timestart: past midnight' }
    : null;
}

/** `-m time`: when the packet comes. */
export const time = defineMatch({
  name: 'time',
  help: 'The time of day, weekday or date at which the packet comes',
  varies: true,
  excludes: [['--utc', '--kerneltz']],
  completes: asStored,
  problem,
  options: [
    { names: ['--timestart'], kind: dayTime, label: 'after', reads: 'after {}' },
    { names: ['--timestop'], kind: dayTime, label: 'before', reads: 'before {}' },
    {
      names: ['--monthdays'],
      kind: monthdays,
      negatable: true,
      omits: WHOLE_MONTH,
      label: 'days',
      reads: 'on day {} of the month',
      readsNot: 'on other days of the month than {}',
    },
    {
      names: ['--weekdays'],
      kind: weekdays,
      negatable: true,
      omits: WHOLE_WEEK,
      label: 'on',
      reads: 'on {}',
      readsNot: 'on other days than {}',
    },
    { names: ['--datestart'], kind: date, omits: '1970-01-01T00:00:00', label: 'since', reads: 'since {}' },
    // The tool prints this date where none was given.
    { names: ['--datestop'], kind: date, implies: '2038-01-19T03:14:07', detail: true, reads: 'until {}' },
    { names: ['--kerneltz', '--localtz'], kind: flag, detail: true, reads: 'by the time zone of the kernel' },
    { names: ['--contiguous'], kind: flag, detail: true, reads: 'past midnight' },
    { names: ['--utc'], kind: flag, omits: '', detail: true, reads: 'by UTC' },
  ],
});
