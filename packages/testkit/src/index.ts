/** For tests only: real kernels in namespaces of our own, random rulesets, the corpus and the gallery. */
export {
  anyRuleset,
  anyRulesetPair,
  anyRuleText,
  CHAIN_NAMES,
  type RuleSetting,
  type RulesetSetting,
} from './arbitraries.ts';
export { idAt, inputRules, meaning, rulesetOf, rulesOf, textsOf } from './builders.ts';
export { anyEdits, type Edits } from './edits.ts';
export { keepFigure, LONG, randomFrom, readFigures, SEED, type Figure } from './figures.ts';
export { corpus, gallery, type Corpus, type Example, type SaveFile } from './files.ts';
export {
  announceSkip,
  kernelAvailable,
  kernelIn,
  withKernel,
  type Kernel,
  type KernelOptions,
  type KernelSupport,
} from './kernel.ts';
export { canConnect, startListener, withHosts, type Hosts, type HostsOptions } from './hosts.ts';
export { openNamespace, openNeighbour, type Namespace } from './namespace.ts';
export { askRules, type RuleQuestion, type ToolAnswer } from './questions.ts';
export { anyWrittenRule, modulesOf, type WrittenRule } from './written-rules.ts';
export { installShims, type Shims } from './shims.ts';
export { mustRun, runProgram, type CommandResult, type RunOptions } from './process.ts';
export { anyRoutedCase, testedOptions, type RoutedCase, type RoutedFlow } from './routed-rules.ts';
export { PORTS, withRouter, type Flow, type Router, type RouterAddresses, type Sender } from './router.ts';
export { MISREAD, NOT_IN_KERNEL, OF_THE_HOST } from './unasked.ts';
