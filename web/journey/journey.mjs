// Walks the public's pages in a real Chromium, as a worker with a phone and a
// clerk at a desk, and prints what is wrong, one line each. The Go test of this
// folder's parent starts the server and says in JOURNEY what to type:
// {base, unreachable, hurried, chromium, shots, axe, bare, lang, screen, number, name, document, tail, forged, revoked}.
import { fault, look, open, plan, says, walk } from './look.mjs';

// words are what the pages must say, by language.
const words = {
  zh: { none: '没有与这两项都相符的证书', match: '证书是真的，目前有效', revoked: '已被撤销', same: '姓名相符', other: '姓名与这本证书不符',
    forged: '不是真的', unsure: '没能查到证书现在的状态', failed: '这次没有查成', accept: 'zh-CN,zh;q=0.9', found: '查到' },
  en: { none: 'No certificate matches both entries', match: 'Genuine and in force', revoked: 'Revoked', same: 'the name agrees', other: 'does not agree',
    forged: 'not genuine', unsure: 'could not check the certificate’s status', failed: 'We could not check', accept: 'en-GB,en;q=0.9', found: 'found' },
};

await walk(async (browser) => {
  const { lang, screen } = plan;
  const w = words[lang];
  const page = await open(browser, w.accept);
  const at = (name) => `${lang}-${screen}-${name}`;
  await page.goto(plan.base + '/');
  await look(page, at('home'));
  // A name that is wrong, then the right one.
  await page.locator('.ways .button').first().click();
  await look(page, at('form'));
  await page.fill('#number', plan.number);
  await page.fill('#name', '某人');
  await page.keyboard.press('Enter');
  await page.waitForLoadState();
  await says(page, at('none'), '.verdict', w.none);
  await look(page, at('none'));
  await page.locator('.steps .button').click();
  await page.fill('#number', plan.number.replace(/(.{6})/g, '$1 '));
  await page.fill('#name', plan.name);
  await page.locator('form .button').click();
  await page.waitForLoadState();
  await says(page, at('match'), '.verdict', w.match);
  await look(page, at('match'));
  // A number cut short: the summary takes the focus and leads to the field.
  await page.goto(plan.base + '/verify');
  await page.fill('#number', plan.number.slice(0, 20));
  await page.fill('#name', plan.name);
  await page.locator('form .button').click();
  await page.waitForLoadState();
  await look(page, at('mend'));
  if (!(await page.evaluate(() => document.activeElement.matches('.summary')))) fault(at('mend'), 'the summary does not take the focus');
  await page.locator('.summary a').click();
  if (!(await page.evaluate(() => document.activeElement.matches('#number') || location.hash === '#number'))) fault(at('mend'), 'the summary does not lead to the field');
  // By document.
  await page.goto(plan.base + '/verify?by=document');
  await look(page, at('document'));
  await page.fill('#document', plan.document);
  await page.fill('#name', plan.name);
  await page.locator('form .button').click();
  await page.waitForLoadState();
  await says(page, at('by-document'), '.facts', plan.number.slice(-4));
  await look(page, at('by-document'));
  // The scanned code, the wrong name, the right one.
  await page.goto(`${plan.base}/Q/${plan.tail}`);
  await says(page, at('landing'), '.verdict', w.match);
  await look(page, at('landing'));
  await page.fill('#name', '某人');
  await page.locator('form .button').click();
  await page.waitForLoadState();
  await says(page, at('other'), '.verdict', w.other);
  await look(page, at('other'));
  await page.fill('#name', plan.name);
  await page.locator('form .button').click();
  await page.waitForLoadState();
  await says(page, at('same'), '.verdict', w.same);
  await look(page, at('same'));
  for (const [name, url, want] of [['revoked', `${plan.base}/Q/${plan.revoked}`, w.revoked], ['forged', `${plan.base}/Q/${plan.forged}`, w.forged],
    ['unsure', `${plan.unreachable}/Q/${plan.tail}`, w.unsure]]) {
    await page.goto(url);
    await says(page, at(name), '.verdict', want);
    await look(page, at(name));
  }
  await page.goto(plan.unreachable + '/verify');
  await page.fill('#number', plan.number);
  await page.fill('#name', plan.name);
  await page.locator('form .button').click();
  await page.waitForLoadState();
  await says(page, at('failed'), '.verdict', w.failed);
  await look(page, at('failed'));
  for (const name of ['compare', 'nowhere']) {
    await page.goto(`${plan.base}/${name}`);
    await look(page, at(name));
  }
  await page.goto(plan.hurried + '/verify');
  await page.fill('#number', plan.number);
  await page.fill('#name', plan.name);
  await page.locator('form .button').click();
  await page.waitForLoadState();
  await look(page, at('question'));
  // The other language is one press away and stays.
  await page.goto(plan.base + '/verify');
  await page.locator('.switch').click();
  await page.locator('.brand').click();
  const now = await page.evaluate(() => document.documentElement.lang.slice(0, 2));
  if (now === lang) fault(at('switch'), 'the language did not change');
  if (plan.bare) {
    // Without its style a page is still read from top to bottom.
    await page.route('**/*.css', (route) => route.abort());
    for (const [name, url] of [['bare-home', '/'], ['bare-form', '/verify'], ['bare-landing', `/Q/${plan.tail}`]]) {
      await page.goto(plan.base + url);
      await look(page, at(name), false);
    }
  }
  await page.context().close();
});
