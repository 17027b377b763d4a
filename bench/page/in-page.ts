/** What runs inside the page, as text: it measures there, where frames are. */
export const IN_PAGE = `
globalThis.bench = {
  watchFirstCard(found) {
    const seen = () => {
      if (!document.querySelector('[data-chain].card')) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => found(performance.now())));
    };
    const observer = new MutationObserver(seen);
    observer.observe(document, { subtree: true, childList: true });
  },
  startFrames() {
    this.times = [];
    const tick = (time) => { this.times.push(time); this.frame = requestAnimationFrame(tick); };
    this.frame = requestAnimationFrame(tick);
  },
  stopFrames() {
    cancelAnimationFrame(this.frame);
    const { times } = this;
    return (1000 * (times.length - 1)) / (times.at(-1) - times[0]);
  },
  /** Milliseconds from the next event of this type to the frame that shows what it changed. */
  untilShown(event, selector) {
    this.shown = new Promise((resolve) => {
      let begin;
      const observer = new MutationObserver(() => {
        if (begin === undefined) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begin)));
      });
      observer.observe(document.querySelector(selector), { subtree: true, childList: true, characterData: true });
      addEventListener(event, ({ timeStamp }) => { begin = timeStamp; }, { capture: true, once: true });
    });
  },
  /** When the rules were here, in the page's time. */
  textAt() {
    return performance.getEntriesByType('resource').find(({ name }) => name.includes('/snapshots/ipv4')).responseEnd;
  },
  scriptBytes() {
    const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'));
    return scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  },
  firstPaint() {
    return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null;
  },
  zoom() {
    const style = document.querySelector('.react-flow__viewport').style.transform;
    return Number(/scale\\(([\\d.]+)\\)/.exec(style)[1]);
  },
  /** A point of the canvas with nothing on it. */
  blank() {
    const box = document.querySelector('.react-flow').getBoundingClientRect();
    for (let part = 0; part < 400; part += 1) {
      const x = box.left + box.width * (0.1 + 0.8 * ((part * 0.618) % 1));
      const y = box.top + box.height * (0.1 + 0.8 * (part / 400));
      if (document.elementFromPoint(x, y)?.classList.contains('react-flow__pane')) return { x, y };
    }
    throw new Error('the canvas is full');
  },
};
/** When the first card was painted, in the page's time. */
bench.painted = new Promise((found) => bench.watchFirstCard(found));
`;
