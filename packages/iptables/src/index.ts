/** Text to rules and back: the save format, single rules, commands. Pure: no input or output, no clock. */
export { checkByParts, checkDocument } from './check-document.ts';
export { checkRuleText } from './check-rule-text.ts';
export { printCommand, printRestoreLines, type Command } from './command.ts';
export { parseCommand } from './parse-command.ts';
export { describeDiagnostic, type Diagnostic, type DiagnosticCode, type Severity } from './diagnostic.ts';
export { printJson } from './json-printer.ts';
export { policyKey, ruleIdOf } from './rule-id.ts';
export { readRuleLines } from './rule-lines.ts';
export { createRule, readSpec } from './rule-node.ts';
export { counterKeysOf } from './ruleset-builder.ts';
export { canonicalText, printName, printRuleset } from './ruleset-printer.ts';
export { coverageOf, type Coverage } from './coverage.ts';
export { parseSave } from './save-parser.ts';
export { printScript } from './script-printer.ts';
export { saveFormOf, saveFormOfArguments, type SaveForm, type SaveSetting } from './save-form.ts';
export { printSpec } from './spec-printer.ts';
export { printDocument, type SaveDocument, type Statement, type StatementKind } from './statement.ts';
export { isWritableSet, parseSets, printSetHead, printSets, type SetDocument } from './set-save.ts';
