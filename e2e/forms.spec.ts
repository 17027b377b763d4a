import type { Locator, Page } from '@playwright/test';
import { keepRules, logIn, openText, reviewAndApply, rows, typeRule } from './journey.ts';
import { expect, test } from './sluice.ts';

/** An option and the words of its value; none for a flag. */
type Said = readonly [option: string, ...words: readonly string[]];

/** A rule as a person puts it together from fields. */
interface Wish {
  readonly chain: string;
  readonly table?: string;
  /** Fields by their label; `!` in front negates. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly matches?: readonly (readonly [module: string, ...said: Said[]])[];
  readonly target: string;
  readonly targetSays?: Said;
  /** What the host's save must show. */
  readonly line: string;
}

/** Rules of the corpus, in chains that the sandbox has. */
const WISHES: readonly Wish[] = [
  {
    chain: 'INPUT',
    matches: [
      [
        'hashlimit',
        ['--hashlimit-upto', '50'],
        ['--hashlimit-burst', '50'],
        ['--hashlimit-mode', 'srcip'],
        ['--hashlimit-name', 'limit-ldap-0'],
      ],
    ],
    target: 'ACCEPT',
    line: '-A INPUT -m hashlimit --hashlimit-upto 50/sec --hashlimit-burst 50 --hashlimit-mode srcip --hashlimit-name limit-ldap-0 -j ACCEPT',
  },
  {
    chain: 'INPUT',
    fields: { Protocol: 'tcp' },
    matches: [['recent', ['--set'], ['--name', 'TCP-PORTSCAN']]],
    target: 'REJECT',
    targetSays: ['--reject-with', 'tcp-reset'],
    line: '-A INPUT -p tcp -m recent --set --name TCP-PORTSCAN --mask 255.255.255.255 --rsource -j REJECT --reject-with tcp-reset',
  },
  {
    chain: 'INPUT',
    // Several ports in the field for one are -m multiport.
    fields: { Protocol: 'udp', 'Destination port': '137,138' },
    target: 'ACCEPT',
    line: '-A INPUT -p udp -m multiport --dports 137,138 -j ACCEPT',
  },
  {
    table: 'nat',
    chain: 'POSTROUTING',
    matches: [['set', ['--match-set', 'awall-masquerade', 'src']]],
    target: 'MASQUERADE',
    line: '-A POSTROUTING -m set --match-set awall-masquerade src -j MASQUERADE',
  },
  {
    chain: 'FORWARD',
    fields: { Source: '10.0.0.1', 'In interface': 'br-b74b417b331f', 'Out interface': '! br-b74b417b331f' },
    matches: [['iprange', ['--dst-range', '! 10.0.0.0-10.255.255.255']]],
    target: 'ACCEPT',
    line: '-A FORWARD -s 10.0.0.1/32 -i br-b74b417b331f ! -o br-b74b417b331f -m iprange ! --dst-range 10.0.0.0-10.255.255.255 -j ACCEPT',
  },
  {
    chain: 'FORWARD',
    matches: [['time', ['--timestart', '01:02:03'], ['--timestop', '04:05:06'], ['--weekdays', 'Mon', 'Tue']]],
    target: 'DROP',
    line: '-A FORWARD -m time --timestart 01:02:03 --timestop 04:05:06 --weekdays Mon,Tue --datestop 2038-01-19T03:14:07 -j DROP',
  },
  {
    chain: 'OUTPUT',
    fields: { 'Out interface': 'eth0' },
    matches: [['owner', ['--uid-owner', '0']]],
    target: 'ACCEPT',
    line: '-A OUTPUT -o eth0 -m owner --uid-owner 0 -j ACCEPT',
  },
  {
    chain: 'INPUT',
    fields: { Protocol: 'udp', 'Destination port': '5060' },
    matches: [['string', ['--string', 'sipvicious'], ['--algo', 'bm']]],
    target: 'REJECT',
    targetSays: ['--reject-with', 'icmp-host-unreachable'],
    line: '-A INPUT -p udp -m udp --dport 5060 -m string --string "sipvicious" --algo bm -j REJECT --reject-with icmp-host-unreachable',
  },
  {
    chain: 'FORWARD',
    fields: { Protocol: 'tcp' },
    matches: [['connlimit', ['--connlimit-above', '50'], ['--connlimit-mask', '32'], ['--connlimit-saddr']]],
    target: 'REJECT',
    targetSays: ['--reject-with', 'icmp-port-unreachable'],
    line: '-A FORWARD -p tcp -m connlimit --connlimit-above 50 --connlimit-mask 32 --connlimit-saddr -j REJECT --reject-with icmp-port-unreachable',
  },
  {
    table: 'nat',
    chain: 'OUTPUT',
    fields: { Destination: '! 127.0.0.0/8' },
    matches: [['addrtype', ['--dst-type', 'LOCAL']]],
    target: 'DOCKER',
    line: '-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER',
  },
];

function inspector(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Inspector' });
}

/** Types into a field of the inspector; `!` in front is the button beside it. */
async function fillField(scope: Locator, label: string, text: string): Promise<void> {
  const field = scope.getByLabel(label, { exact: true }).and(scope.page().locator('input'));
  await field.fill(text);
  await field.press('Tab');
}

/** Says one option in the form of a module, by whatever control it has. */
async function say(section: Locator, [option, ...words]: Said): Promise<void> {
  const name = section.page().locator('code', { hasText: new RegExp(`^${option}$`) });
  if (words.length === 0) return section.locator(name).click();
  const control = section.locator('> div, > fieldset').filter({ has: name });
  await expect(control).toBeVisible();
  if ((await control.getByRole('checkbox').count()) > 0) {
    for (const word of words) await control.getByText(word, { exact: true }).click();
    return;
  }
  const inputs = control.locator('input[type=text], input:not([type])');
  if ((await inputs.count()) === 0) {
    await control.getByRole('button').first().click();
    await section
      .page()
      .getByRole('option', { name: words[0] ?? '' })
      .first()
      .click();
    return;
  }
  for (const [at, word] of words.entries()) {
    await inputs.nth(at).fill(word);
    await inputs.nth(at).press('Tab');
  }
}

async function build(page: Page, wish: Wish): Promise<void> {
  const { table = 'filter', chain, fields = {}, matches = [], target, targetSays } = wish;
  await page.keyboard.press('Control+k');
  await page.keyboard.type(`@${chain}`);
  await page.getByRole('option', { name: new RegExp(`^${table} / ${chain} `) }).click();
  await page.keyboard.press('n');
  const form = inspector(page);
  await expect(form.getByRole('heading', { name: /^New rule/ })).toBeVisible();
  for (const [label, text] of Object.entries(fields)) await fillField(form, label, text);
  for (const [module, ...said] of matches) {
    await form.getByRole('button', { name: 'Add match' }).click();
    await page.keyboard.type(module);
    await page.getByRole('option', { name: new RegExp(`^${module} `) }).click();
    const section = form.getByRole('region', { name: new RegExp(`^${module} `) });
    for (const each of said) await say(section, each);
    // A field that makes it whole has added it; a box that is ticked waits for the word.
    const add = section.getByRole('button', { name: `Add ${module}` });
    await expect(form.locator('.insp-command')).toContainText(`-m ${module}`);
    await expect(async () => {
      if (await add.isVisible()) await add.click({ timeout: 1000 });
      await expect(add).toBeHidden({ timeout: 1000 });
    }).toPass();
  }
  const box = form.getByRole('combobox', { name: 'Target' });
  await box.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(target);
  await box.press('Tab');
  if (targetSays) await say(form.getByRole('region', { name: `Options of ${target}` }), targetSays);
  await page.keyboard.press('Escape');
}

test('ten rules of real hosts are built from fields alone, and the host shows exactly them', async ({
  page,
  sluice,
}) => {
  test.setTimeout(300_000);
  page.setDefaultTimeout(15_000);
  sluice.inSandbox(['ipset', 'create', 'awall-masquerade', 'hash:net']);
  await logIn(page, sluice);
  for (const wish of WISHES) await build(page, wish);
  await reviewAndApply(page, 60);
  await keepRules(page);
  for (const { chain, table, line } of WISHES) expect(sluice.chain(chain, table)).toContain(line);
});

test('a rule is also shown as nftables would say it, by the host’s own translator', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await rows(page, 'filter/INPUT').nth(1).click();
  const form = inspector(page);
  await expect(form.locator('.insp-command')).toContainText('iptables -t filter -I INPUT 2');
  await form.getByText('nft', { exact: true }).click();
  await expect(form.locator('.insp-command')).toContainText("nft 'add rule ip filter INPUT");
  await expect(form).toContainText('iptables may print it as something else');
  // The choice stays, and what nftables has no words for is said.
  await openText(page);
  await typeRule(page, '-A INPUT -m recent --set --name seen --mask 255.255.255.255 --rsource');
  await page.getByRole('radio', { name: 'Map' }).click();
  await rows(page, 'filter/INPUT').nth(1).click();
  await expect(form).toContainText('nftables has no words of its own for this rule');
});
