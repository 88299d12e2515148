// What the tests ask of a page. Each probe returns sentences about faults, none where all is well.
window.probes = (() => {
  const FOCUSABLE = 'a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]';
  const all = (selector) => [...document.querySelectorAll(selector)];
  const style = (element, pseudo) => getComputedStyle(element, pseudo);
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true }) && box.width > 0 && box.height > 0;
  };
  const folded = (element) => {
    const details = element.parentElement.closest('details:not([open])');
    return details && !(element.tagName === 'SUMMARY' && element.parentElement === details
      && !details.parentElement.closest('details:not([open])'));
  };

  function told(element) {
    const classes = typeof element.className === 'string' ? element.className : element.className.baseVal;
    const words = (element.getAttribute('aria-label') || element.innerText || element.name || '').trim();
    const path = element.tagName.toLowerCase() + (element.id ? `#${element.id}` : '')
      + (classes ? `.${classes.trim().split(/\s+/).join('.')}` : '');
    const parent = element.parentElement.className;
    return `${path}${typeof parent === 'string' && parent ? ` in .${parent}` : ''} “${words.slice(0, 40)}”`;
  }

  function inline() {
    const handlers = all('*').filter((element) => element.getAttributeNames().some((name) => name.startsWith('on')));
    return [...all('[style],style,script:not([type="application/ld+json"], [src])'), ...handlers].map((element) => element.outerHTML.slice(0, 80));
  }

  // Only a table's own region may be wider than the screen.
  function overflow() {
    const width = document.documentElement.clientWidth;
    const elements = all('body *').filter((element) => !element.closest('.tablewrap,svg') && seen(element));
    const outside = elements.filter((element) => style(element).position !== 'absolute'
      && element.getBoundingClientRect().right > width + 1);
    const scrolls = elements.filter((element) => ['auto', 'scroll'].includes(style(element).overflowX)
      && element.scrollWidth > element.clientWidth + 1);
    const page = document.documentElement.scrollWidth;
    return [...(page > width ? [`the page is ${page} px wide`] : []),
      ...outside.slice(0, 3).map((element) => `sticks out: ${told(element)}`),
      ...scrolls.map((element) => `scrolls: ${told(element)}`)];
  }

  // WCAG 1.4.12. A constructed style sheet is not inline style, so the policy allows it.
  function spaced() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}'
      + 'p{margin-bottom:2em!important}');
    document.adoptedStyleSheets = [sheet];
    const clipped = all('body *').filter((element) => {
      const own = style(element);
      return (own.overflowX === 'hidden' || own.overflowY === 'hidden') && own.clipPath === 'none'
        && own.position !== 'absolute' && !element.closest('svg')
        && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
    });
    const faults = [...overflow(), ...clipped.map((element) => `cut off: ${told(element)}`)];
    document.adoptedStyleSheets = [];
    return faults;
  }

  const SHOWN = 'h1,h2,h3,h4,p,li,dt,dd,td,th,label,figcaption,' + FOCUSABLE;
  let before = [];
  function remember() {
    before = all(SHOWN).filter((element) => !folded(element) && seen(element) && !element.closest('.toc-d'));
  }
  // What was there at the width remembered and is not now. The contents move from beside the text into it.
  function lost() {
    return before.filter((element) => !seen(element)).map(told);
  }

  // A link in a sentence may be as small as its line; a pin of the map has its equal in the list (WCAG 2.5.8).
  function inSentence(element) {
    if (style(element).display !== 'inline') return false;
    let block = element.parentElement;
    while (style(block).display.startsWith('inline')) block = block.parentElement;
    const copy = block.cloneNode(true);
    copy.querySelectorAll('a,button,.visually-hidden').forEach((other) => other.remove());
    return /\p{L}/u.test(copy.textContent);
  }
  function small() {
    return all(FOCUSABLE).filter((element) => {
      if (folded(element) || !seen(element) || element.closest('svg') || inSentence(element)) return false;
      const box = element.getBoundingClientRect();
      return box.right > 0 && (box.width < 23.9 || box.height < 23.9);
    }).map((element) => {
      const box = element.getBoundingClientRect();
      return `${told(element)} is ${box.width.toFixed(1)} × ${box.height.toFixed(1)} px`;
    });
  }

  function duplicates() {
    const ids = all('[id]').map((element) => element.id);
    return [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))];
  }
  function astray() {
    return all('a[href^="#"]').filter((link) => !document.getElementById(link.getAttribute('href').slice(1)))
      .map(told);
  }
  const address = (link) => new URL(link.getAttribute('href'), document.baseURI).href;
  // Keyboard: each stop in the order of the page, on the screen, and looking other than before it had the focus.
  let stops = [];
  const parts = (element) => [element, element.closest('.checkbox,.radio')?.querySelector('label') || element,
    element.querySelector('.dot,.brand b') || element];
  function looks(element) {
    return parts(element).flatMap((part) => [null, '::before', '::after'].map((pseudo) => {
      const own = style(part, pseudo);
      const clear = /^rgba\(.*, 0\)$/.test(own.outlineColor) || own.outlineWidth === '0px';
      const outline = own.outlineStyle === 'none' || clear ? '' : `${own.outlineStyle} ${own.outlineColor}`;
      return [outline, own.boxShadow, own.backgroundColor, own.stroke, own.borderBottomColor].join();
    })).join(';');
  }
  function listStops() {
    const once = (element) => element.type !== 'radio'
      || element === (all(`[name="${element.name}"]:checked`)[0] || document.getElementsByName(element.name)[0]);
    stops = all(FOCUSABLE).filter((element) => element.tabIndex >= 0 && !folded(element) && once(element)
      && element.checkVisibility({ visibilityProperty: true }))
      .map((element) => ({ element, looks: looks(element) }));
    return stops.length;
  }
  function focused(place) {
    const element = document.activeElement;
    const { element: due, looks: unfocused } = stops[place];
    if (element !== due) return [`stop ${place + 1} is ${told(element)}, not ${told(due)}`];
    const box = [...element.getClientRects()].find((rect) => rect.width > 0 && rect.height > 0);
    const name = told(element);
    if (!box) return [`not on the screen: ${name}`];
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    const top = document.elementFromPoint(x, y);
    const faults = [];
    if (x < 0 || x > innerWidth || y < 0 || y > innerHeight) faults.push(`not on the screen: ${name}`);
    else if (!top || !(element.contains(top) || top.contains(element))) faults.push(`covered by ${told(top)}: ${name}`);
    if (looks(element) === unfocused) faults.push(`looks the same with the focus: ${name}`);
    return faults;
  }

  function moving() {
    return all('body *').filter((element) => {
      const own = style(element);
      return own.animationName !== 'none' || own.transitionDuration.split(',').some((time) => parseFloat(time) > 0);
    }).map(told);
  }

  return { inline, overflow, spaced, remember, lost, small, duplicates, astray, listStops, focused, moving };
})();
