/* What readers choose (text size, contrast, dark or light) while a page is open, and the buttons of an article.
   What they chose before is on <html> already: inline/head.js sets it before the first paint. Nothing here is needed to
   read. Runs in browsers of 2019. */
(() => {
  'use strict';
  const root = document.documentElement;
  const place = 'hien-thi';
  const sizes = [-1, 0, 1, 2, 3];
  const night = matchMedia('(prefers-color-scheme: dark)');
  let kept = { size: 0 };
  // What stands there may be damaged, or another script's.
  const read = (text) => {
    let found = {};
    try {
      found = Object(JSON.parse(text));
    } catch (_unreadable) {
      /* the defaults do */
    }
    kept = { size: sizes.includes(found.size) ? found.size : 0, theme: found.theme, contrast: found.contrast };
  };
  try {
    read(localStorage.getItem(place));
  } catch (_refused) {
    /* storage is off */
  }

  // High contrast is light on black.
  const dark = () => kept.contrast === 'more' || kept.theme === 'dark' || (kept.theme !== 'light' && night.matches);
  const apply = () => {
    const { size } = kept;
    const look = {
      size: size || '',
      theme: ['dark', 'light'].includes(kept.theme) ? kept.theme : '',
      contrast: kept.contrast === 'more' ? 'more' : '',
    };
    Object.keys(look).forEach((name) => {
      if (look[name]) root.dataset[name] = look[name];
      else delete root.dataset[name];
    });
    document.querySelectorAll('[data-aid]').forEach((button) => {
      const aid = button.dataset.aid;
      if (aid === 'contrast') button.setAttribute('aria-pressed', look.contrast === 'more');
      if (aid === 'theme') button.setAttribute('aria-pressed', dark());
      if (aid === 'smaller') button.setAttribute('aria-disabled', size === sizes[0]);
      if (aid === 'larger') button.setAttribute('aria-disabled', size === sizes[sizes.length - 1]);
    });
  };
  const choose = {
    smaller: () => {
      kept.size = Math.max(sizes[0], kept.size - 1);
    },
    normal: () => {
      kept.size = 0;
    },
    larger: () => {
      kept.size = Math.min(sizes[sizes.length - 1], kept.size + 1);
    },
    contrast: () => {
      kept.contrast = kept.contrast === 'more' ? '' : 'more';
    },
    theme: () => {
      const other = dark() ? 'light' : 'dark';
      kept.theme = (other === 'dark') === night.matches ? '' : other;
      kept.contrast = '';
    },
  };
  const say = (button, words) => {
    button.parentNode.querySelector('[role="status"]').textContent = words;
  };
  const act = {
    print: () => window.print(),
    share: () =>
      navigator.share({ title: document.title, url: location.href }).catch(() => {
        /* the reader thought better of it */
      }),
    copy: (button) =>
      navigator.clipboard.writeText(location.href).then(
        () => say(button, button.dataset.done),
        () => say(button, location.href),
      ),
  };

  // Where a server still sends the policy of older pages, what stands in the page did not run: better late than never.
  root.dataset.script = '';
  document.querySelectorAll('script[type="text/html"]').forEach((kept) => {
    kept.insertAdjacentHTML('beforebegin', kept.textContent);
    kept.remove();
  });
  const failed = document.querySelector('[data-search-failed]'); // where a browser cannot read the script of the search
  if (failed) {
    window.addEventListener('error', () => {
      failed.textContent = failed.dataset.words;
      failed.hidden = false;
      delete root.dataset.asked;
    });
  }
  apply();
  if (night.addEventListener) night.addEventListener('change', apply);
  // Another tab chose.
  window.addEventListener('storage', (event) => {
    if (event.key !== place) return;
    read(event.newValue);
    apply();
  });
  // A sheet (the menu, the reading aids) never stays over what the keyboard has gone on to.
  document.addEventListener('focusin', (event) => {
    if (!root.hidePopover) return;
    document.querySelectorAll(':popover-open').forEach((sheet) => {
      if (!sheet.contains(event.target) && event.target.popoverTargetElement !== sheet) sheet.hidePopover();
    });
  });
  // Nor does an open group of the menu: Esc, a press elsewhere and the keyboard's leaving close it.
  const fold = (event, isKey) => {
    document.querySelectorAll('.menu-group[open]').forEach((group) => {
      if (!isKey && group.contains(event.target)) return;
      if (isKey && group.contains(document.activeElement)) group.querySelector('summary').focus();
      group.open = false;
    });
  };
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') fold(event, true);
  });
  document.addEventListener('focusin', fold);
  document.addEventListener('click', fold);
  // A video of another host: nothing of it is loaded before readers ask for it.
  document.addEventListener('click', (event) => {
    const film = event.target.closest ? event.target.closest('[data-frame]') : null;
    if (!film) return;
    event.preventDefault();
    const frame = document.createElement('iframe');
    frame.src = film.dataset.frame;
    frame.title = film.textContent.trim();
    frame.allowFullscreen = true;
    film.parentNode.replaceChild(frame, film);
    frame.focus();
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest ? event.target.closest('[data-aid], [data-act]') : null;
    if (!button) return;
    if (button.dataset.act) {
      act[button.dataset.act](button);
      return;
    }
    choose[button.dataset.aid]();
    try {
      localStorage.setItem(place, JSON.stringify(kept));
    } catch (_full) {
      /* it holds for this page */
    }
    apply();
  });
})();
