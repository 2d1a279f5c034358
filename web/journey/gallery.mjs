// Looks at every page of a site, each as whoever it is for. The Go test of this
// folder's parent says in JOURNEY {base, sites, who, stops, accept, …}: sites are
// others than base by their name, who are cookies by whose they are.
import path from 'node:path';
import { fault, look, open, plan, walk } from './look.mjs';

const stops = plan.stops.filter((s) => !plan.only || s.name === plan.only);

// printed looks whether a page on A4 keeps its answer and leaves out what can only
// be pressed.
async function printed(page, at) {
  await page.emulateMedia({ media: 'print' });
  const wrong = await page.evaluate(() => {
    const seen = (e) => e.getClientRects().length > 0;
    const lost = [...document.querySelectorAll('.verdict, .findings, .facts, .record')].filter((e) => !e.closest('.ask') && !seen(e));
    const pressed = [...document.querySelectorAll('.foot, .inside, .switch, .steps .button')].filter(seen);
    return [...lost.map((e) => `loses ${e.className}`), ...pressed.map((e) => `keeps ${e.className}`)];
  });
  for (const one of wrong) fault(at, `printed, it ${one}`);
  await page.emulateMedia({ media: 'screen' });
}

await walk(async (browser) => {
  const pages = {};
  const pageOf = async (who) => {
    if (pages[who]) return pages[who];
    const page = await open(browser, plan.accept);
    const cookies = Object.entries(plan.who[who] ?? {}).map(([name, value]) => ({ name, value, url: plan.base }));
    if (cookies.length > 0) await page.context().addCookies(cookies);
    pages[who] = page;
    return page;
  };
  for (const stop of stops) {
    const at = `${plan.lang}-${plan.screen}-${stop.name}`;
    const page = await pageOf(stop.who ?? '');
    const base = plan.sites[stop.site] ?? plan.base;
    let answer;
    if (stop.form) {
      await page.goto(base + '/verify');
      const done = page.waitForNavigation();
      await page.evaluate(([action, pairs]) => {
        const form = document.createElement('form');
        form.method = 'post';
        form.action = action;
        for (const [name, value] of pairs) {
          const field = document.createElement('textarea');
          field.name = name;
          field.value = value;
          form.append(field);
        }
        document.body.append(form);
        form.submit();
      }, [base + stop.path, stop.form]);
      answer = await done;
    } else {
      answer = await page.goto(base + stop.path);
    }
    if (plan.pictures) {
      await page.screenshot({ path: path.join(plan.pictures, `${stop.name}.png`), fullPage: true, animations: 'disabled' });
      continue;
    }
    if (answer.status() !== stop.status) fault(at, `answers ${answer.status()}, not ${stop.status}, at ${page.url()}`);
    await look(page, at);
    await printed(page, at);
    const lost = await page.evaluate(() => document.querySelector('.summary') && !document.activeElement.matches('.summary'));
    if (lost) fault(at, 'the summary does not take the focus');
  }
});
