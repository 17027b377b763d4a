/** `npm run bench`: measures against the real tools and writes docs/benchmarks.md. */
import { benchCounterSample } from './counter-sample.ts';
import { writeReport } from './measure.ts';
import { benchParsePrint } from './parse-print.ts';

const figures = [...benchParsePrint(), ...benchCounterSample()];
for (const { what, ours, theirs, ratio, goal } of figures) {
  console.log(`${what}: ${ours} against ${theirs}, ratio ${ratio.toFixed(2)} (goal ${goal})`);
}
writeReport(figures);
