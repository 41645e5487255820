/* On the search page, when its address has a query: asks for the first file of the index before the scripts are there.
   That is one round trip less until the results. assets/search.js takes the answer. */
if (document.documentElement.hasAttribute('data-asked')) {
  window.bantinIndex = fetch('chi-muc/index.bin', { cache: 'no-cache' });
  window.bantinIndex.catch(function () {}); // whoever waits for it says so
}
