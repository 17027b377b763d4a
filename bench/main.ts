/** `npm run bench`: measures against the real tools and writes docs/benchmarks.md. */
import { benchApplyOneRule } from './apply-one-rule.ts';
import { benchCounterSample } from './counter-sample.ts';
import { writeReport } from './measure.ts';
import { benchPage } from './page/page-figures.ts';
import { benchParsePrint } from './parse-print.ts';
import { benchSaveForm } from './save-form.ts';

const figures = [...benchParsePrint(), ...benchCounterSample(), ...benchApplyOneRule()];
for (const { what, ours, theirs, ratio, goal } of figures) {
  console.log(`${what}: ${ours} against ${theirs}, ratio ${ratio.toFixed(2)} (goal ${goal})`);
}
const alone = benchSaveForm();
const page = await benchPage();
for (const { what, measured, goal } of [...alone, ...page]) console.log(`${what}: ${measured} (goal ${goal})`);
writeReport(figures, { alone, page });
