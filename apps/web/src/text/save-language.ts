import { foldNodeProp, foldService, LanguageSupport, LRLanguage, syntaxHighlighting } from '@codemirror/language';
import type { EditorState, Extension } from '@codemirror/state';
import { styleTags, tagHighlighter, tags } from '@lezer/highlight';
import '../ui/rule-words.css';
import { parser } from './save.grammar';
import { targetColours } from './target-colours.ts';

const language = LRLanguage.define({
  name: 'iptables-save',
  languageData: { closeBrackets: { brackets: ['"'] }, commentTokens: { line: '#' } },
  parser: parser.configure({
    props: [
      styleTags({
        'AppendOption JumpOption Option Counters "*" ":"': tags.operator,
        ChainName: tags.className,
        Text: tags.string,
        'TableName Commit': tags.heading,
        Comment: tags.comment,
        Unread: tags.invalid,
      }),
      foldNodeProp.add({
        Table: (node, state) => {
          const { to } = state.doc.lineAt(node.from);
          const end = state.doc.lineAt(Math.max(node.from, node.to - 1)).to;
          return end > to ? { from: to, to: end } : null;
        },
      }),
    ],
  }),
});

/** The looks of a rule's words are those of every other screen. */
const colours = tagHighlighter([
  { tag: tags.operator, class: 'ui-word-option' },
  { tag: tags.className, class: 'ui-word-chain' },
  { tag: tags.string, class: 'ui-word-quoted' },
  { tag: tags.heading, class: 'text-heading' },
  { tag: tags.comment, class: 'text-comment' },
  { tag: tags.invalid, class: 'text-unread' },
]);

/** The language of iptables-save: colours, and folding by table and by the rules of one chain. */
export function saveLanguage(): Extension {
  return [
    new LanguageSupport(language),
    syntaxHighlighting(colours),
    targetColours,
    foldService.of((state, from) => foldChain(state, from)),
  ];
}

/** Rules of one chain that follow each other fold under the first of them. */
function foldChain(state: EditorState, from: number): { from: number; to: number } | null {
  const first = state.doc.lineAt(from);
  const chain = chainOfLine(first.text);
  if (chain === undefined) return null;
  if (first.number > 1 && chainOfLine(state.doc.line(first.number - 1).text) === chain) return null;
  let last = first;
  while (last.number < state.doc.lines) {
    const next = state.doc.line(last.number + 1);
    if (chainOfLine(next.text) !== chain) break;
    last = next;
  }
  return last === first ? null : { from: first.to, to: last.to };
}

function chainOfLine(text: string): string | undefined {
  return /^(?:\[\d+:\d+\] )?-A (\S+)/.exec(text)?.[1];
}
