import { buildParser } from '@lezer/generator';
import { describe, expect, it } from 'vitest';
import grammar from './save.grammar?raw';

const parser = buildParser(grammar);

const EXAMPLES = import.meta.glob<string>('../../../../examples/*/*.save', {
  query: '?raw',
  import: 'default',
  eager: true,
});

function wrongPlaces(text: string): readonly string[] {
  const found: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError || type.name === 'Unread') found.push(text.slice(from, to + 20));
    },
  });
  return found;
}

/** The nodes of the tree from the outside in. */
function namesOf(text: string): string {
  const names: string[] = [];
  parser.parse(text).iterate({ enter: ({ name }) => void names.push(name) });
  return names.join(' ');
}

it.each(Object.keys(EXAMPLES))('%s is understood to the last word', (path) => {
  expect(wrongPlaces(EXAMPLES[path] ?? '')).toEqual([]);
});

describe('one line', () => {
  it.each([
    [':INPUT DROP [1:2]', 'ChainLine : ChainName Policy Counters'],
    [':a - [0:0]', 'ChainLine : ChainName Policy Counters'],
    ['[1:2] -A INPUT -j DROP', 'Rule Counters AppendOption ChainName JumpOption Target'],
    ['-A "odd chain" ! -s 10.0.0.0/8', 'Rule AppendOption Text Option Option Value'],
    [String.raw`-A a -m comment --comment "x \" y"`, 'Rule AppendOption ChainName Option Value Option Text'],
    ['-A a -m comment --comment "not closed', 'Rule AppendOption ChainName Option Value Option Text'],
    ['-A', 'Rule AppendOption'],
    ['-', 'Rule Option'],
    ['# -A INPUT', 'Comment'],
    ['hello', 'Unread'],
  ])('%s', (line, tree) => {
    // What is typed must not upset the lines around it.
    const around = namesOf(`*filter\n${line}\n:OUTPUT - [0:0]\nCOMMIT\n`);
    expect(around).toBe(`SaveText Table TableLine * TableName ${tree} ChainLine : ChainName Policy Counters Commit`);
  });
});
