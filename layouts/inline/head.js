/* Runs in the head, before anything is painted, so that nothing flashes or moves: sets on <html> what a reader chose (text size,
   contrast, dark or light) and what the browser can do, and shows what needs a script. That stands in scripts of the type text/html,
   which are no part of the page where scripts do not run, nor in text browsers; each becomes part of it while the page is parsed.
   assets/page.js does the rest, later. Runs in browsers of 2019. */
(function (root, kept) {
  try { kept = Object(JSON.parse(localStorage.getItem('hien-thi'))); } catch (refused) { kept = {}; }
  function set(name, fits) { if (fits) root.setAttribute('data-' + name, fits === true ? '' : fits); }
  set('script', true);
  set('disk', location.protocol === 'file:'); // no server: nothing can be searched or counted
  set('asked', /[?&]q=[^&]/.test(location.search) && 'noModule' in HTMLScriptElement.prototype); // room for results
  set('share', !!navigator.share);
  set('copy', !!navigator.clipboard);
  set('size', [-1, 1, 2, 3].indexOf(kept.size) >= 0 && String(kept.size));
  set('theme', /^(dark|light)$/.test(kept.theme) && kept.theme);
  set('contrast', kept.contrast === 'more' && kept.contrast);
  var watch = new MutationObserver(function () {
    document.querySelectorAll('[data-until]').forEach(function (one) {
      if (Date.parse(one.getAttribute('data-until')) < Date.now()) one.hidden = true;
    });
    document.querySelectorAll('script[type="text/html"]').forEach(function (one) {
      if (!one.nextSibling) return; // a parser may rest within it
      one.insertAdjacentHTML('beforebegin', one.textContent);
      one.parentNode.removeChild(one);
    });
  });
  watch.observe(root, { childList: true, subtree: true });
  document.addEventListener('DOMContentLoaded', function () { watch.disconnect(); });
})(document.documentElement);
