// Somebody registers, secures the account and comes in again, in a real Chromium:
// with a finger, with a mouse, or by keyboard alone. The Go test of this folder's
// parent says in JOURNEY {base, desk, keyboard, …}; desk answers what a person
// would read elsewhere: /code, the newest one-time code, and /totp?secret=, what
// the authenticator shows next.
import { fault, look, open, plan, says, walk } from './look.mjs';

const words = {
  zh: { accept: 'zh-CN,zh;q=0.9', registered: '注册成功', wrong: '登录名或密码不正确', short: '密码至少', out: '已退出登录', second: '输入动态码',
    on: '第二重验证已生效', ended: '那个设备已退出', over: '登录已超时', here: '这台设备', changed: '密码已更换' },
  en: { accept: 'en-GB,en;q=0.9', registered: 'You are registered', wrong: 'password is wrong', short: 'at least', out: 'signed out', second: 'one-time password',
    on: 'second factor counts', ended: 'That device was signed out', over: 'came to its end', here: 'this device', changed: 'The password was changed' },
};
const password = 'correct horse battery';
const ask = async (what) => (await (await fetch(plan.desk + what)).text()).trim();

await walk(async (browser) => {
  const w = words[plan.lang];
  const at = (name) => `${plan.lang}-${plan.screen}${plan.keyboard ? '-keys' : ''}-${name}`;
  const page = await open(browser, w.accept);

  // reach goes to a field or button as a keyboard does: by Tab alone.
  async function reach(where, selector) {
    for (let i = 0; i < 80; i += 1) {
      if (await where.evaluate((s) => document.activeElement.matches(s), selector)) return;
      await where.keyboard.press('Tab');
    }
    fault(at('keys'), `${selector} cannot be reached by Tab`);
  }
  async function fill(where, selector, text) {
    if (!plan.keyboard) return where.fill(selector, text);
    await reach(where, selector);
    await where.keyboard.press('Control+A');
    return where.keyboard.type(text);
  }
  async function press(where, selector) {
    const done = where.waitForNavigation();
    if (plan.keyboard) {
      await reach(where, selector);
      await where.keyboard.press('Enter');
    } else {
      await where.locator(selector).first().click();
    }
    await done;
  }
  const send = 'main form .button:not(.second)';

  // Register: the address, the code, a password that is too short, then a good one.
  await page.goto(plan.base + '/account');
  await look(page, at('sign-in'));
  await press(page, 'main a[href^="/register"]');
  await look(page, at('register'));
  await fill(page, '#to', '12');
  await press(page, send);
  await look(page, at('register-wrong'));
  if (!(await page.evaluate(() => document.activeElement.matches('.summary')))) fault(at('register-wrong'), 'the summary does not take the focus');
  await fill(page, '#to', plan.phone);
  await press(page, send);
  await look(page, at('register-enter'));
  const code = await ask('/code');
  await fill(page, '#code', code);
  await fill(page, '#login', 'yang');
  await fill(page, '#password', 'short');
  await press(page, send);
  await says(page, at('register-short'), '.summary', w.short);
  await look(page, at('register-short'));
  await fill(page, '#code', code);
  await fill(page, '#password', password);
  await press(page, send);
  await says(page, at('account'), '.verdict', w.registered);
  await look(page, at('account'));
  const login = (await page.textContent('main')).match(/yang-\d{4}/)[0];

  // A second factor.
  await press(page, 'main a[href^="/account/second"]');
  await look(page, at('second'));
  await fill(page, '#proof', password);
  await press(page, send);
  await look(page, at('setting'));
  const secret = (await page.textContent('.secret')).replace(/\s/g, '');
  await fill(page, '#second', '000000');
  await press(page, send);
  await look(page, at('setting-wrong'));
  await fill(page, '#second', await ask('/totp?secret=' + secret));
  await press(page, send);
  await look(page, at('codes'));
  const recovery = await page.locator('.codes li').allTextContents();
  if (recovery.length !== 10) fault(at('codes'), `${recovery.length} recovery codes`);
  await press(page, '.steps .button');
  await says(page, at('account-second'), '.verdict', w.on);

  // Out, and in again with it; another browser by a recovery code.
  await press(page, '.inside button');
  await says(page, at('out'), '.verdict', w.out);
  await look(page, at('out'));
  const enter = async (where, second) => {
    await where.goto(plan.base + '/sign-in');
    await fill(where, '#name', login);
    await fill(where, '#secret', password);
    await press(where, send);
    await says(where, at('second-due'), 'h1', w.second);
    await look(where, at('second-due'));
    await fill(where, '#second', second);
    await press(where, send);
  };
  await page.goto(plan.base + '/sign-in');
  await fill(page, '#name', login);
  await fill(page, '#secret', 'another password');
  await press(page, send);
  await says(page, at('sign-in-wrong'), '.summary', w.wrong);
  await look(page, at('sign-in-wrong'));
  await enter(page, await ask('/totp?secret=' + secret));
  const other = await open(browser, w.accept);
  await enter(other, recovery[0]);

  // The other one is signed out from here.
  await page.goto(plan.base + '/account');
  await look(page, at('account-two'));
  await press(page, `.entries li:not(:has(.tag)) button`);
  await says(page, at('ended'), '.verdict', w.ended);
  await other.goto(plan.base + '/account');
  await says(other, at('over'), '.verdict', w.over);
  await look(other, at('over'));

  // A session is not to be read by a script, and the pages need none.
  const seen = await page.evaluate(() => document.cookie);
  if (seen !== '') fault(at('cookie'), `a script reads ${seen}`);

  // Every other page of the account.
  for (const [name, url] of [['join', '/account/join'], ['password', '/account/password'], ['contact', '/account/contact'],
    ['drop-contact', '/account/contact/drop'], ['recovery-codes', '/account/recovery-codes'], ['drop-second', '/account/second/drop'],
    ['close', '/account/close'], ['second-again', '/account/second']]) {
    await page.goto(plan.base + url);
    await look(page, at(name));
  }
  for (const [name, url] of [['code', '/sign-in/code'], ['recover', '/recover']]) {
    await other.goto(plan.base + url);
    await look(other, at(name));
  }

  // A forgotten password: a code, a new password and the second factor.
  await other.goto(plan.base + '/recover');
  await fill(other, '#to', plan.phone);
  await press(other, send);
  await fill(other, '#code', await ask('/code'));
  await fill(other, '#password', 'another good one');
  await fill(other, '#second', recovery[1]);
  await look(other, at('recover-enter'));
  await press(other, send);
  await says(other, at('recovered'), 'h1', plan.lang === 'zh' ? '登录' : 'Sign in');
  await page.goto(plan.base + '/account');
  await says(page, at('recovered-elsewhere'), '.verdict', w.over);
  await page.context().close();
  await other.context().close();
});
