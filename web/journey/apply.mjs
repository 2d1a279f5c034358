// Somebody applies for an exam in a real Chromium, as on a phone. The Go test of
// this folder's parent says in JOURNEY {base, desk, plan, files, …}; desk does what
// officers do meanwhile: /join, /return, /accept, /pay, /seat, /check-in.
import path from 'node:path';
import { fault, look, open, plan, says, walk } from './look.mjs';

const words = {
  zh: { accept: 'zh-CN,zh;q=0.9', none: '还没有申报', unjoined: '还没有与您本人关联', draft: '还没有提交', kept: '档案已经保存', missing: '申报', again: '再看一眼您的照片', reviewing: '复核申请已经提交', stands: '维持原成绩',
    attached: '材料已经上传', entered: '等待审查', returned: '退回补正', stamp: '公章', accepted: '审查通过', due: '待缴', paid: '已缴', gone: '没有', seat: '考场和座位' },
  en: { accept: 'en-GB,en;q=0.9', none: 'No applications yet', unjoined: 'not joined to you yet', draft: 'Not handed in yet', kept: 'Your file was saved', missing: 'application', again: 'look at your photo again', reviewing: 'Your request was sent', stands: 'the marks are right and stand',
    attached: 'The material was uploaded', entered: 'under review', returned: 'Returned to be corrected', stamp: '公章', accepted: 'Accepted', due: 'due', paid: 'paid', gone: 'not', seat: 'Room and seat' },
};
const ask = async (what) => (await (await fetch(plan.desk + what)).text()).trim();

await walk(async (browser) => {
  const w = words[plan.lang];
  const at = (name) => `${plan.lang}-${plan.screen}-apply-${name}`;
  const page = await open(browser, w.accept);
  const go = async (where, url) => { await where.goto(plan.base + url); };
  const press = async (where, selector) => {
    const done = where.waitForNavigation();
    await where.locator(selector).first().click();
    await done;
  };
  const send = 'main form .button:not(.second)';

  const register = async (where, phone) => {
    await go(where, '/register');
    await where.fill('#to', phone);
    await press(where, send);
    await where.fill('#code', await ask('/code'));
    await where.fill('#password', 'correct horse battery');
    await press(where, send);
  };
  await register(page, plan.phone);
  await go(page, '/my');
  await says(page, at('my-unjoined'), '.verdict', w.unjoined);
  await look(page, at('my-unjoined'));
  await ask('/join');
  await go(page, '/my');
  await look(page, at('my'));
  await go(page, '/my/applications');
  await says(page, at('none'), '.verdict', w.none);
  await look(page, at('none'));

  // Begin, and see what is needed.
  await go(page, '/my/applications/new?plan=' + plan.plan);
  await press(page, send);
  await look(page, at('begin-wrong'));
  await page.check('#consent_document');
  await page.check('#consent_portrait');
  await look(page, at('begin'));
  await press(page, send);
  const own = new URL(page.url()).pathname;
  await says(page, at('draft'), '.verdict', w.draft);
  await look(page, at('draft'));

  // The file: a job without its first day is refused, then kept.
  await press(page, 'ol.findings a[href^="/my/dossier"]');
  await look(page, at('dossier-empty'));
  await press(page, 'main a[href^="/my/dossier/employment"]');
  await look(page, at('employment'));
  await page.fill('#occupation', '电工');
  await page.fill('#employer', '样例市第一机械制造与安装维修有限责任公司');
  await page.evaluate(() => { document.querySelector('#from').required = false; });
  await press(page, send);
  await look(page, at('employment-wrong'));
  if (!(await page.evaluate(() => document.activeElement.matches('.summary')))) fault(at('employment-wrong'), 'the summary does not take the focus');
  await page.fill('#from', '2015-01-01');
  await press(page, send);
  await says(page, at('dossier'), '.verdict', w.kept);
  await look(page, at('dossier'));
  await go(page, '/my/path?occupation=6-31-01-03');
  await look(page, at('path'));

  // Handed in too early: what is missing is named.
  await go(page, own + '/check');
  await look(page, at('check-early'));
  await press(page, send);
  await says(page, at('missing'), '.summary', '');
  await look(page, at('missing'));

  // Proofs and a photo; a prank is refused.
  for (const kind of ['registration-form', 'id-copy', 'work-proof']) {
    await go(page, `${own}/materials/${kind}`);
    if (kind === 'id-copy') await look(page, at('material'));
    await page.setInputFiles('#file', path.join(plan.files, 'proof.pdf'));
    await press(page, send);
    await says(page, at(kind), '.verdict', w.attached);
  }
  await go(page, own + '/materials/photo');
  await page.setInputFiles('#file', path.join(plan.files, 'prank.jpg'));
  await press(page, send);
  await look(page, at('photo-wrong'));
  await page.setInputFiles('#file', path.join(plan.files, 'dark.jpg'));
  await press(page, send);
  await says(page, at('photo-dark'), 'main', w.again);
  await look(page, at('photo-dark'));
  await go(page, own + '/materials/photo');
  await look(page, at('photo-dark-page'));
  await page.setInputFiles('#file', path.join(plan.files, 'photo.jpg'));
  await press(page, send);
  await look(page, at('ready'));
  await go(page, own + '/check');
  await look(page, at('check'));
  await press(page, send);
  await says(page, at('entered'), 'h2', w.entered);
  await look(page, at('entered'));

  // Returned, corrected, accepted, paid.
  await ask('/return');
  await go(page, own);
  await says(page, at('returned'), 'main', w.returned);
  await says(page, at('returned'), 'main', w.stamp);
  await look(page, at('returned'));
  await go(page, own + '/materials/work-proof');
  await look(page, at('material-returned'));
  await page.setInputFiles('#file', path.join(plan.files, 'photo.jpg'));
  await press(page, 'form[enctype] .button');
  await go(page, own + '/check');
  await press(page, send);
  await says(page, at('entered-again'), 'h2', w.entered);
  await ask('/accept');
  await go(page, own);
  await says(page, at('accepted'), 'h2', w.accepted);
  await says(page, at('accepted'), 'main', w.due);
  await look(page, at('accepted'));
  await ask('/pay');
  await go(page, own);
  await says(page, at('paid'), 'main', w.paid);
  await look(page, at('paid'));

  // Seated: room and seat stand on the page, and the ticket is a file to keep, with
  // whose code the door lets them in.
  const early = await page.request.get(plan.base + own + '/ticket.pdf');
  if (early.status() !== 409) fault(at('early'), `a ticket before seats are drawn: ${early.status()}`);
  await ask('/seat');
  await go(page, own);
  await says(page, at('seated'), 'main', w.seat);
  await says(page, at('seated'), 'main', '理论机考第一考场');
  await look(page, at('seated'));
  const coming = page.waitForEvent('download');
  await page.locator('a[download][href*="ticket.pdf"]').click();
  const ticket = await coming;
  if (ticket.suggestedFilename() !== 'ticket.pdf') fault(at('seated'), `the ticket is called ${ticket.suggestedFilename()}`);
  await ticket.saveAs(path.join(plan.files, 'ticket.pdf'));
  await go(page, '/my/applications');
  await look(page, at('list'));

  // Not passed: the marks are looked at again, and the answer is there.
  await ask('/fail');
  await go(page, '/my/results');
  await look(page, at('results'));
  await press(page, 'main .steps a[href$="/review"]');
  await look(page, at('review'));
  await page.fill('#text', '操作技能第三项似有漏评');
  await press(page, send);
  await says(page, at('reviewing'), '.verdict', w.reviewing);
  await look(page, at('reviewing'));
  await ask('/answer');
  await go(page, '/my/results');
  await says(page, at('reviewed'), 'main', w.stands);
  await look(page, at('reviewed'));

  // A stranger reaches nothing of it.
  const other = await open(browser, w.accept);
  await go(other, own);
  if (!other.url().includes('/sign-in')) fault(at('stranger'), other.url());
  await register(other, plan.other);
  for (const url of [own, own + '/check', own + '/materials/photo', own + '/ticket.pdf', own + '/withdraw']) {
    const answer = await other.goto(plan.base + url);
    if (answer.status() !== 404 && answer.status() !== 403) fault(at('stranger'), `${url} answers ${answer.status()}`);
  }
  await ask('/check-in');
  await page.context().close();
  await other.context().close();
});
