import { saveFormOf } from '@sluice/iptables';
import { isTableName, type Family, type TableName } from '@sluice/netfilter';
import { corpus } from '@sluice/testkit';
import { median, type Measured } from './measure.ts';

const ROUNDS = 9;
/** So many rules at least, a round: long enough for a clock. */
const ENOUGH = 100_000;

interface Asked {
  readonly rule: string;
  readonly family: Family;
  readonly table: TableName;
}

/** How many rules a second become the line that iptables-save would print: every rule of the corpus, over and over. */
export function benchSaveForm(): readonly Measured[] {
  const rules = corpusRules();
  const times = Math.ceil(ENOUGH / rules.length);
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let time = 0; time < times; time++)
      for (const { rule, family, table } of rules) saveFormOf(rule, { family, table });
    const { user, system } = process.cpuUsage(before);
    rates.push((times * rules.length) / ((user + system) / 1e6));
  }
  const rate = Math.round(median(rates) / 1000) * 1000;
  return [
    {
      what: `save form of the ${rules.length.toLocaleString('en')} rules of the corpus, on one core`,
      measured: `${rate.toLocaleString('en')} rules/s`,
      goal: '> 100,000 rules/s',
    },
  ];
}

function corpusRules(): readonly Asked[] {
  const found = corpus();
  if (!found) throw new Error('The benchmarks need the shared corpus (SLUICE_SHARED).');
  return found.dumps().flatMap(({ text, family }) => {
    let table: TableName = 'filter';
    return text.split('\n').flatMap((line) => {
      const name = line.slice(1);
      if (line.startsWith('*') && isTableName(name)) table = name;
      const rule = line.replace(/^\[\d+:\d+\] /, '');
      return rule.startsWith('-A ') ? [{ rule, family, table }] : [];
    });
  });
}
