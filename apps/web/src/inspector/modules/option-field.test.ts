import { printSpec, readSpec } from '@sluice/iptables';
import { findMatch, findOption, findTarget, type ModuleDefinition, type OptionValue } from '@sluice/netfilter';
import { describe, expect, it } from 'vitest';
import { askedOptions, optionField, sectionProblem, shownAs, withoutSection } from './option-field.ts';

const known = (name: string): ModuleDefinition => {
  const module = findMatch(name) ?? findTarget(name);
  if (!module) throw new Error(`no module ${name}`);
  return module;
};

const fieldOf = (name: string, option: string, at: number | 'target' = 0) => {
  const definition = findOption(known(name), option);
  if (!definition) throw new Error(`no option ${option}`);
  return optionField({ at, isAdded: false }, definition);
};

const bared = (rule: string): string => printSpec(withoutSection(readSpec(rule), 0), { family: 'ipv4' });

const asked = (name: string): readonly string[] => askedOptions(known(name), 'ipv4').map(({ names: [first] }) => first);

const yes = (...values: string[]): OptionValue => ({ negated: false, values });

const written = (rule: string, [module, option]: readonly [string, string], value: OptionValue | undefined): string =>
  printSpec(fieldOf(module, option).write(readSpec(rule), value), { family: 'ipv4' });

describe('the field of an option', () => {
  it.each([
    ['-m limit --limit 5/min', ['limit', '--limit-burst'], yes(' 9 '), '-m limit --limit 5/min --limit-burst 9'],
    ['-m limit --limit 5/min --limit-burst 9', ['limit', '--limit-burst'], yes(''), '-m limit --limit 5/min'],
    [
      '-m iprange --src-range 10.0.0.1-10.0.0.2',
      ['iprange', '--dst-range'],
      yes('!10.0.0.9'),
      /! --dst-range 10\.0\.0\.9-/,
    ],
    ['-m string --string a --algo bm', ['string', '--string'], yes('! b '), /--string "! b "/],
    ['-m set --match-set a src', ['set', '--match-set'], yes('b', 'dst,dst'), '-m set --match-set b dst,dst'],
    ['-m time --weekdays Mon', ['time', '--weekdays'], undefined, /^-m time --datestop/],
  ] satisfies [string, [string, string], OptionValue | undefined, string | RegExp][])(
    'writes into %s by %j',
    (rule, option, value, text) => {
      if (typeof text === 'string') expect(written(rule, option, value)).toBe(text);
      else expect(written(rule, option, value)).toMatch(text);
    },
  );

  it('is to blame for its own mistakes only', () => {
    const rule = readSpec('-m recent --update --seconds x --hitcount y --name a/b');
    expect(fieldOf('recent', '--seconds').problem(rule, 'ipv4')).toContain('--seconds');
    expect(fieldOf('recent', '--hitcount').problem(rule, 'ipv4')).toContain('--hitcount');
    expect(fieldOf('recent', '--update').problem(readSpec('-m recent --update --seconds x'), 'ipv4')).toBeNull();
  });
});

describe('a section', () => {
  it.each([
    ['-p tcp -m tcp --dport 22', 'fields'],
    ['-p tcp -m tcp --dport 22 --tcp-flags SYN,ACK SYN', 'section'],
    ['-m limit --limit 5/min', 'section'],
    ['-m limit', 'section'],
    ['-m nosuch --x 1', 'text'],
    ['-m limit --limit 5/min --nosuch 2', 'text'],
    ['-m policy --dir in --pol ipsec --strict --reqid 1 --next --reqid 2', 'text'],
  ] as const)('shows the first match of %s as %s', (rule, look) => {
    expect(shownAs(readSpec(rule), 0)).toBe(look);
  });

  it('shows targets with options, and no others', () => {
    const looks = ['-j LOG', '-j ACCEPT', '-j ENVOY', '-j NOSUCH --x 1'].map((rule) =>
      shownAs(readSpec(rule), 'target'),
    );
    expect(looks).toEqual(['section', 'fields', 'fields', 'text']);
  });

  it('says what the module cannot do without, and leaves to its options what is theirs', () => {
    expect(sectionProblem(readSpec('-m hashlimit --hashlimit-name a'), 0, 'ipv4')).toMatch(/--hashlimit-upto or/);
    expect(sectionProblem(readSpec('-m limit --limit x -s 1.2.3.4/99'), 0, 'ipv4')).toBeNull();
    expect(sectionProblem(readSpec('-p tcp -j DNAT'), 'target', 'ipv4')).toMatch(/--to-destination/);
  });

  it('goes without what other fields show', () => {
    expect(bared('-p tcp -m tcp --dport 22 --tcp-flags SYN SYN')).toBe('-p tcp -m tcp --dport 22');
    expect(bared('-m limit --limit 5/min -j ACCEPT')).toBe('-j ACCEPT');
  });

  it('asks for nothing that has a field of its own, of another family, or without meaning', () => {
    expect(asked('tcp')).toEqual(['--tcp-option', '--tcp-flags']);
    expect(asked('conntrack')).not.toContain('--ctstate');
    expect(asked('time')).not.toContain('--utc');
  });
});
