// Somebody adds a passkey and signs in by it, in a real Chromium with Chromium's
// own virtual authenticator. The Go test of this folder's parent says in JOURNEY
// {base, desk, phone, …}; desk answers /code, the newest one-time code, and
// /totp?secret=, what the authenticator app shows next.
import { fault, look, open, plan, says, walk } from './look.mjs';

const words = {
  zh: { accept: 'zh-CN,zh;q=0.9', added: '通行密钥已添加', none: '没有运行脚本', again: '设备没有完成', known: '已经有这个账户的通行密钥', wrong: '没有通过',
    dropped: '通行密钥已删除', by: '用通行密钥登录，经第二重验证', used: '用过' },
  en: { accept: 'en-GB,en;q=0.9', added: 'The passkey was added', none: 'this browser runs none', again: 'did not finish', known: 'has a passkey of this account already',
    wrong: 'did not pass', dropped: 'The passkey was removed', by: 'by a passkey and a second factor', used: 'used' },
};
const password = 'correct horse battery';
const ask = async (what) => (await (await fetch(plan.desk + what)).text()).trim();

await walk(async (browser) => {
  const w = words[plan.lang];
  const at = (name) => `${plan.lang}-${plan.screen}-passkey-${name}`;
  const page = await open(browser, w.accept);
  const send = 'main form .button:not(.second)';
  const press = async (where, selector) => {
    const done = where.waitForNavigation();
    await where.locator(selector).first().click();
    await done;
  };
  const device = async (where) => {
    const cdp = await where.context().newCDPSession(where);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    return { cdp, authenticatorId };
  };
  const key = await device(page);

  await page.goto(plan.base + '/register');
  await page.fill('#to', plan.phone);
  await press(page, send);
  await page.fill('#code', await ask('/code'));
  await page.fill('#login', 'yang');
  await page.fill('#password', password);
  await press(page, send);
  const login = (await page.textContent('main')).match(/yang-\d{4}/)[0];

  const add = async () => {
    await page.goto(plan.base + '/account/passkeys');
    await look(page, at('add'));
    await page.fill('#proof', password);
    await page.locator(send).first().click();
  };
  await add();
  await page.waitForURL('**/account?done=passkey');
  await says(page, at('added'), '.verdict', w.added);
  await look(page, at('added'));

  // The same device has one already.
  await add();
  await says(page, at('known'), '[data-says=known]:not([hidden])', w.known);
  await look(page, at('known'));

  // Out, and in by the passkey alone; as the device has asked who it is, with a
  // second factor.
  const enter = async (where) => {
    await where.goto(plan.base + '/sign-in');
    await where.locator('button[value=passkey]').click();
  };
  await page.goto(plan.base + '/account');
  await press(page, '.inside button');
  await enter(page);
  await page.waitForURL('**/account');
  await says(page, at('entered'), '.entries', w.by);
  await says(page, at('used'), 'main', w.used);

  // With an app as second factor beside it the passkey is enough: the device has
  // asked who it is.
  await page.goto(plan.base + '/account/second');
  await page.fill('#proof', password);
  await press(page, send);
  const secret = (await page.textContent('.secret')).replace(/\s/g, '');
  await page.fill('#second', await ask('/totp?secret=' + secret));
  await press(page, send);
  const copy = await open(browser, w.accept);
  const there = await device(copy);
  const { credentials } = await key.cdp.send('WebAuthn.getCredentials', { authenticatorId: key.authenticatorId });
  await there.cdp.send('WebAuthn.addCredential', { authenticatorId: there.authenticatorId, credential: { ...credentials[0], signCount: 100 } });
  await enter(copy);
  await copy.waitForURL('**/account');
  await says(copy, at('strong'), '.entries', w.by);

  // The device that it was copied from counts less than was seen since: one of
  // the two is not its owner's.
  await page.goto(plan.base + '/account');
  await press(page, '.inside button');
  await enter(page);
  await says(page, at('copied'), '.summary', w.wrong);
  await look(page, at('copied'));
  await key.cdp.send('WebAuthn.removeCredential', { authenticatorId: key.authenticatorId, credentialId: credentials[0].credentialId });
  await page.goto(plan.base + '/sign-in');
  await page.fill('#name', login);
  await page.fill('#secret', password);
  await press(page, send);
  await page.fill('#second', await ask('/totp?secret=' + secret));
  await press(page, send);
  await add();
  await page.waitForURL('**/account?done=passkey');
  await press(page, '.inside button');
  await enter(page);
  await page.waitForURL('**/account');
  await says(page, at('strong'), '.entries', w.by);

  // A device that has none, and a browser without script.
  const other = await open(browser, w.accept);
  await device(other);
  await enter(other);
  await says(other, at('again'), '[data-says=again]:not([hidden])', w.again);
  await look(other, at('again'));
  const plain = await browser.newContext({ javaScriptEnabled: false, extraHTTPHeaders: { 'Accept-Language': w.accept } });
  const bare = await plain.newPage();
  await enter(bare);
  await says(bare, at('bare'), '[data-says=none]:not([hidden])', w.none);
  if (await bare.locator('#passkey button').isVisible()) fault(at('bare'), 'a button that does nothing is shown');

  // What was signed once is no answer to anything else.
  await page.goto(plan.base + '/account');
  await press(page, '.inside button');
  let sent = '';
  await page.route('**/sign-in/passkey/finish', async (route) => { sent = route.request().postData(); await route.continue(); });
  await enter(page);
  await page.waitForURL('**/account');
  await other.goto(plan.base + '/sign-in');
  for (const ceremony of [null, 'nothing']) {
    const form = new URLSearchParams(sent);
    if (ceremony !== null) form.set('ceremony', ceremony);
    const again = await other.request.post(plan.base + '/sign-in/passkey/finish', { form: Object.fromEntries(form), maxRedirects: 0 });
    if (again.status() === 303) fault(at('replay'), 'an answer counts twice');
  }

  // Removed, it signs nobody in.
  await page.goto(plan.base + '/account/passkeys/drop');
  await look(page, at('drop'));
  const mine = await page.locator('#passkey option').last().getAttribute('value');
  await page.selectOption('#passkey', mine);
  await page.fill('#proof', password);
  await press(page, send);
  await says(page, at('dropped'), '.verdict', w.dropped);
  await press(page, '.inside button');
  await enter(page);
  await says(page, at('wrong'), '.summary', w.wrong);
  await look(page, at('wrong'));
});
