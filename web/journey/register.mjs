// Looks a body up in the register in a real Chromium, as somebody who is about to
// pay for a course; then checks a certificate and a batch of them, as an employer,
// and which level is open, as a worker;
// and prints what is wrong, one line each. The Go test says in JOURNEY:
// {base, chromium, shots, axe, lang, screen, fake, real, long, unknown, number, name, pairs, unread}.
import { fault, look, open, plan, says, walk } from './look.mjs';

const words = {
  zh: { none: '名录里没有叫', filed: '已备案', may: '可以评价', not: '不在备案范围内', nothing: '没有符合这些条件的机构', day: '日期读不出来', some: '需要留意', open: '2027年3月1日起可以申报', good: '是真的，目前有效，姓名相符', accept: 'zh-CN,zh;q=0.9' },
  en: { none: 'no body named', filed: 'Filed', may: 'May assess', not: 'Not in its scope', nothing: 'No body meets', day: 'read', some: 'want a look', open: '1 Mar 2027', good: 'Genuine, in force', accept: 'en-GB,en;q=0.9' },
};

await walk(async (browser) => {
  const { lang, screen } = plan;
  const w = words[lang];
  const page = await open(browser, w.accept);
  const at = (name) => `${lang}-${screen}-register-${name}`;
  const send = async () => { await page.locator('main form .button').last().click(); await page.waitForLoadState(); };
  await page.goto(plan.base + '/');
  await page.locator('.ways a[href^="/bodies"]').click();
  await look(page, at('form'));
  // A name that leans on another's: no such body, the real one beside it.
  await page.fill('#name', plan.fake);
  await page.keyboard.press('Enter');
  await page.waitForLoadState();
  await says(page, at('alike'), '.verdict', w.none);
  await look(page, at('alike'));
  await page.locator('.cards .name a', { hasText: plan.real }).first().click();
  await page.waitForLoadState();
  await says(page, at('body'), '.verdict', w.filed);
  await look(page, at('body'));
  // The occupation and level of the course: within its scope, and one that is not.
  await page.fill('#occupation', '电工');
  await page.selectOption('#level', '4');
  await send();
  await says(page, at('may'), '.verdict', w.may);
  await page.fill('#occupation', '焊工');
  await page.selectOption('#level', '3');
  await send();
  await says(page, at('not'), '.verdict', w.not);
  await look(page, at('not'));
  for (const [name, query, want] of [['exact', `name=${plan.real}`, plan.real], ['long', `name=${plan.long}`, plan.long], ['found', 'region=52', '第']]) {
    await page.goto(`${plan.base}/bodies?${query}`);
    await says(page, at(name), '.cards', want);
    await look(page, at(name));
  }
  await page.locator('.cards .name a').first().click();
  await page.goto(`${plan.base}/bodies?name=${plan.long}`);
  await page.locator('.cards .name a').first().click();
  await page.waitForLoadState();
  await look(page, at('long-body'));
  await page.goto(`${plan.base}/bodies?region=53&occupation=6-18-02-04&level=3&in_scope=yes`);
  await says(page, at('nothing'), '.verdict', w.nothing);
  await look(page, at('nothing'));
  await page.goto(`${plan.base}/bodies/${plan.unknown}`);
  await look(page, at('unknown'));
  await page.goto(`${plan.base}/bodies?name=鲲鹏&on=x`);
  await look(page, at('mend'));
  if (!(await page.evaluate(() => document.activeElement.matches('.summary')))) fault(at('mend'), 'the summary does not take the focus');
  // From a certificate to the body that issued it.
  await page.goto(plan.base + '/verify');
  await page.fill('#number', plan.number);
  await page.fill('#name', plan.name);
  await send();
  await page.locator('.findings a').first().click();
  await page.waitForLoadState();
  await says(page, at('issuer'), '.verdict', w.may);
  // A batch: what is good, what is not, and what nobody can read; then its file.
  await page.goto(plan.base + '/verify');
  await page.locator('main a[href^="/verify/batch"]').click();
  await look(page, at('batch-form'));
  await page.fill('#pairs', plan.pairs);
  await send();
  await says(page, at('batch'), '.verdict', w.some);
  await says(page, at('batch'), '.findings .good .word', w.good);
  await says(page, at('batch'), '#pairs', plan.unread);
  await look(page, at('batch'));
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('form[action*="result"] .button').click()]);
  if (!/^assay-.+\.pdf$/.test(file.suggestedFilename())) fault(at('batch'), `the file is called ${file.suggestedFilename()}`);
  await page.goto(plan.base + '/verify/batch');
  await page.fill('#pairs', ' ');
  await send();
  await look(page, at('batch-empty'));
  // An occupation by its pinyin, what its levels ask for, and which is open.
  await page.goto(plan.base + '/occupations?word=diangong');
  await look(page, at('occupations'));
  await page.locator('.cards .name a').first().click();
  await page.waitForLoadState();
  await look(page, at('occupation'));
  await page.locator('.steps .button').first().click();
  await page.waitForLoadState();
  await look(page, at('precheck-form'));
  await page.fill('#born', '1990-05-05');
  await page.fill('#work_from', '2022-03-01');
  await page.selectOption('#level', '4');
  await send();
  await says(page, at('precheck'), '.verdict', w.open);
  await look(page, at('precheck'));
  await page.fill('#occupation', 'x9');
  await send();
  await look(page, at('precheck-mend'));
  await page.context().close();
});
