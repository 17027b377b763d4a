import { mustRun } from './process.ts';
import type { Namespace } from './namespace.ts';

/** The save and restore programs of a namespace, to be made to fail. */
export interface Shims {
  /**
   * Shell text that stands before the program from now on. It may end it (`exit 1`), and call the real one: `real "$@"`. It
   * holds in the namespace itself only: a scratch namespace made from it has the programs as they are.
   */
  set(program: string, script: string): Promise<void>;
  /** All programs are themselves again. */
  clear(): Promise<void>;
}

const PROGRAMS = ['iptables', 'ip6tables'].flatMap((family) =>
  ['nft', 'legacy'].flatMap((backend) =>
    ['save', 'restore'].map((kind) => ({ name: `${family}-${backend}-${kind}`, multi: `xtables-${backend}-multi` })),
  ),
);

/** Below the namespace's own /run, which a scratch namespace does not share. */
const SCRIPTS = '/run/shims';

/** Puts a wrapper before each program, in the namespace's own view of the file system. */
export async function installShims(namespace: Namespace): Promise<Shims> {
  const sh = (script: string, input = '') => mustRun(namespace.inside(['sh', '-ec', script]), { input });
  const wrappers = PROGRAMS.map(
    ({ name, multi }) => `rm -f /usr/sbin/${name}
cat > /usr/sbin/${name} <<'END'
#!/bin/sh
real() { /usr/sbin/${multi} ${name} "$@"; }
[ -e ${SCRIPTS}/${name} ] && . ${SCRIPTS}/${name}
exec /usr/sbin/${multi} ${name} "$@"
END
chmod 755 /usr/sbin/${name}
`,
  );
  await sh(`mkdir ${SCRIPTS} /run/upper /run/work
mount -t overlay overlay -o lowerdir=/usr/sbin,upperdir=/run/upper,workdir=/run/work /usr/sbin
${wrappers.join('')}`);
  return {
    set: async (program, script) => void (await sh(`cat > ${SCRIPTS}/${program}`, `${script}\n`)),
    clear: async () => void (await sh(`rm -f ${SCRIPTS}/*`)),
  };
}
