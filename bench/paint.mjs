// Opens a page several times in a real Chromium with nothing kept, on a slowed
// processor and net, and prints when its first content was painted. Asked by
// {chromium, page, times, slower, bits, latency}, as JSON.
import { createRequire } from 'node:module';

const { chromium } = createRequire(import.meta.url)('playwright-core');
const plan = JSON.parse(process.argv[2]);
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

// load opens the page once, in a profile of its own.
async function load(browser) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, extraHTTPHeaders: { 'Accept-Language': 'zh-CN,zh;q=0.9' } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  let answers = 0, wire = 0, read = 0;
  cdp.on('Network.loadingFinished', (e) => { answers += 1; wire += e.encodedDataLength; });
  cdp.on('Network.dataReceived', (e) => { read += e.dataLength; });
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: plan.latency, downloadThroughput: plan.bits / 8, uploadThroughput: plan.bits / 8 });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: plan.slower });
  const answer = await page.goto(plan.page, { waitUntil: 'networkidle' });
  if (answer.status() !== 200) throw new Error(`the page answers ${answer.status()}`);
  const painted = await page.evaluate(() => new Promise((done) => {
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) if (e.name === 'first-contentful-paint') done(e.startTime);
    }).observe({ type: 'paint', buffered: true });
  }));
  await context.close();
  return { seconds: painted / 1000, answers, wire, read };
}

const browser = await chromium.launch({ executablePath: plan.chromium, headless: true, args: flags });
try {
  const loads = [];
  for (let i = 0; i < plan.times; i += 1) loads.push(await load(browser));
  const last = loads.at(-1);
  console.log(JSON.stringify({ ...last, seconds: loads.map((l) => l.seconds) }));
} finally {
  await browser.close();
}
