import type { Hook } from '@sluice/netfilter';
import { right, type Rect } from './geometry.ts';
import type { Layout } from './layout.ts';

/** The stretches of the packet's path between stations. */
export const PIPES = ['in', 'routing', 'forward', 'input', 'forwarded', 'local', 'output', 'sent', 'out'] as const;

/** One stretch. */
export type PipeName = (typeof PIPES)[number];

/** From a lane's top to the middle of the pipe in it. */
const AXIS = 14;

/** Every pipe as SVG path data; they run below the stations, so that their ends are hidden. */
export function pipePaths(
  layout: Pick<Layout, 'stations' | 'places' | 'lowerTop'>,
): Readonly<Record<PipeName, string>> {
  const { places, lowerTop } = layout;
  const at = (hook: Hook) => layout.stations.get(hook) as Rect;
  const [pre, input, forward] = [at('PREROUTING'), at('INPUT'), at('FORWARD')];
  const [output, post] = [at('OUTPUT'), at('POSTROUTING')];
  const upper = pre.y + AXIS;
  const lower = lowerTop + AXIS;
  const fork = places.routing.x + places.routing.width / 2;
  const local = places.local.x + places.local.width / 2;
  const rise = Math.max(right(output) - 10, post.x - 48);
  return {
    in: `M${places.in.x + 22} ${upper}H${pre.x + 10}`,
    routing: `M${right(pre) - 10} ${upper}H${fork}`,
    forward: `M${fork} ${upper}H${forward.x + 10}`,
    input: `M${fork} ${upper}V${lowerTop + 8}`,
    forwarded: `M${right(forward) - 10} ${upper}H${post.x + 8}`,
    local: `M${right(input) - 10} ${lower}H${local}`,
    output: `M${local} ${lower}H${output.x + 10}`,
    sent: `M${right(output) - 10} ${lower}H${rise}C${rise + 44} ${lower} ${post.x - 42} ${upper} ${post.x + 4} ${upper}`,
    out: `M${right(post) - 10} ${upper}H${places.out.x + 14}`,
  };
}
