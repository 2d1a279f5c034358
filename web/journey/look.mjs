// What every journey needs: a browser, and a look at each page for what must hold.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const { AxeBuilder } = require('@axe-core/playwright');

// plan is what the Go test says: {chromium, lang, screen, axe, shots, …}.
export const plan = JSON.parse(process.env.JOURNEY);
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const screens = { phone: { width: 360, height: 740 }, small: { width: 320, height: 568 }, desk: { width: 1280, height: 800 } };
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let faults = 0;
export const fault = (where, what) => { faults += 1; console.log(`${where}: ${what}`); };

// look checks what must hold on every page, and keeps a picture where one is wanted.
export async function look(page, where, styled = true) {
  const axe = plan.axe && styled ? await new AxeBuilder({ page }).withTags(rules).options({ resultTypes: ['violations'] }).setLegacyMode(true).analyze() : { violations: [] };
  for (const v of axe.violations) fault(where, `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(' ')).join(', ')})`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) fault(where, `scrolls ${wide} px sideways`);
  const small = await page.evaluate(() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select')]
    .filter((e) => !e.closest('p, li:not(.tabs li):not(.foot li):not(.ways li), .summary, .skip') && !e.matches('.skip'))
    .map((e) => [e.textContent.trim() || e.id, (e.matches('[type=checkbox], [type=radio]') ? e.labels[0] ?? e : e).getBoundingClientRect().height])
    .filter(([, h]) => h > 0 && h < 44).map(([t, h]) => `${t} ${Math.round(h)} px`));
  for (const s of styled ? small : []) fault(where, `too small for a finger: ${s}`);
  if (plan.shots) {
    mkdirSync(plan.shots, { recursive: true });
    await page.screenshot({ path: path.join(plan.shots, `${where}.png`), fullPage: true });
  }
}

export async function says(page, where, selector, want) {
  const got = (await page.locator(selector).first().textContent({ timeout: 5000 }).catch(() => 'nothing')).trim();
  if (!got.includes(want)) fault(where, `${selector} says “${got}”, not “${want}”`);
}

// open begins a browser of the plan's language and screen, and gives a page of it.
export async function open(browser, accept) {
  const screen = plan.screen;
  const context = await browser.newContext({
    viewport: screens[screen], deviceScaleFactor: 1, javaScriptEnabled: true, extraHTTPHeaders: { 'Accept-Language': accept },
    isMobile: screen !== 'desk', hasTouch: screen !== 'desk',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10000);
  page.on('console', (m) => { if (m.type() === 'error' && !/status of (4|5)\d\d|ERR_FAILED/.test(m.text())) fault(`${plan.lang} ${screen}`, m.text()); });
  return page;
}

// walk runs a journey and tells how it ended.
export async function walk(journey) {
  const browser = await chromium.launch({ executablePath: plan.chromium, headless: true, args: flags });
  try {
    await journey(browser);
  } finally {
    await browser.close();
  }
  console.log(faults === 0 ? 'ok' : `${faults} faults`);
  process.exit(faults === 0 ? 0 : 1);
}
